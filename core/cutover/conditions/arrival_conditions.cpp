#include "core/cutover/conditions/arrival_conditions.hpp"

#include "core/cutover/conditions/path_harm.hpp"
#include "core/cutover/gates/told_lately.hpp"
#include "core/cutover/plan/way_expected.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <vector>

namespace cutwatch::cutover {
namespace {

constexpr std::array kPaths{Path::new_path, Path::old_path, Path::dns};

const mail::LedgerEntry* last_arrived(const Evidence& evidence, const RoundTrip& trip, Path path) {
  const auto ended = ended_lately(evidence, trip, path);
  const auto last =
      std::ranges::find_if(ended, [](const mail::LedgerEntry* entry) { return entry->sighting.has_value(); });
  return last == ended.end() ? nullptr : *last;
}

/// Of each kind of text the last that arrived: kinds come in turn, and what one shows holds until its next.
std::vector<const mail::LedgerEntry*> last_of_each_kind(const Evidence& evidence, const RoundTrip& trip,
                                                        Path path) {
  std::vector<const mail::LedgerEntry*> out;
  for (const auto* entry : ended_lately(evidence, trip, path)) {
    const bool is_last = std::ranges::none_of(
        out, [&](const mail::LedgerEntry* later) { return later->form.body == entry->form.body; });
    if (entry->sighting && is_last) out.push_back(entry);
  }
  return out;
}

}  // namespace

std::optional<Finding> headers_changed(const Evidence& evidence) {
  for (const auto& trip : evidence.plan.round_trips) {
    for (const auto path : kPaths) {
      for (const auto* last : last_of_each_kind(evidence, trip, path)) {
        const auto& inspection = last->sighting->inspection;
        if (!inspection || inspection->changes.empty()) continue;
        return Finding{fmt::format("{}, arrived by the {} path with {}", text_of(*last), to_string(path),
                                   changes_in_words(*inspection))};
      }
    }
  }
  return std::nullopt;
}

std::optional<Finding> path_contradicted(const Evidence& evidence) {
  for (const auto& trip : evidence.plan.round_trips) {
    const auto* last = last_arrived(evidence, trip, Path::new_path);
    if (last == nullptr) continue;
    const auto proof = proof_of(evidence.plan, Path::new_path, *last);
    if (proof.outcome == mail::PathProof::Outcome::contradicted)
      return Finding{fmt::format("{}, went another way: {}", text_of(*last), proof.why)};
  }
  return std::nullopt;
}

}  // namespace cutwatch::cutover
