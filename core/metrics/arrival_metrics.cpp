#include "core/metrics/arrival_metrics.hpp"

#include "core/cutover/plan/way_expected.hpp"

#include <ranges>
#include <string>

namespace cutwatch::metrics {
namespace {

const mail::LedgerEntry* last_arrived(const MailState& state, const ProbePath& path) {
  for (const auto& entry : state.ended | std::views::reverse) {
    if (entry->probe == path.probe && entry->path == path.path && entry->sighting) return &*entry;
  }
  return nullptr;
}

}  // namespace

void add_arrival_metrics(FamilySet& out, const cutover::Plan& plan, const cutover::RoundTrip& trip,
                         cutover::Path path, const MailState& state) {
  const std::vector<std::string> labels{plan.label(), trip.id, std::string(to_string(path))};
  const auto* last = last_arrived(state, {labels[1], labels[2]});
  if (last == nullptr || !last->sighting->inspection) return;
  const auto proof = cutover::proof_of(plan, path, *last);
  if (proof.outcome != mail::PathProof::Outcome::unknown) {
    out.add("cutwatch_mail_path_proven", labels, proof.outcome == mail::PathProof::Outcome::proven ? 1 : 0);
  }
  const auto& inspection = *last->sighting->inspection;
  for (const auto field : mail::kMessageFields) {
    if (field == mail::MessageField::dkim && !inspection.is_signature_judged) continue;
    auto with_field = labels;
    with_field.emplace_back(to_string(field));
    out.add("cutwatch_mail_headers_intact", std::move(with_field), inspection.has_changed(field) ? 0 : 1);
  }
}

}  // namespace cutwatch::metrics
