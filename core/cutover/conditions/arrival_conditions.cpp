#include "core/cutover/conditions/arrival_conditions.hpp"

#include "core/cutover/conditions/path_harm.hpp"
#include "core/cutover/gates/told_lately.hpp"
#include "core/cutover/plan/way_expected.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace cutwatch::cutover {
namespace {

constexpr std::array kPaths{Path::new_path, Path::old_path, Path::dns};

const mail::LedgerEntry* last_arrived(const Evidence& evidence, const RoundTrip& trip, Path path) {
  const auto ended = ended_lately(evidence, trip, path);
  const auto last =
      std::ranges::find_if(ended, [](const mail::LedgerEntry* entry) { return entry->sighting.has_value(); });
  return last == ended.end() ? nullptr : *last;
}

}  // namespace

std::optional<Finding> headers_changed(const Evidence& evidence) {
  for (const auto& trip : evidence.plan.round_trips) {
    for (const auto path : kPaths) {
      const auto* last = last_arrived(evidence, trip, path);
      if (last == nullptr || !last->sighting->inspection) continue;
      const auto& inspection = *last->sighting->inspection;
      if (inspection.changes.empty()) continue;
      return Finding{fmt::format("{}, arrived by the {} path with {}", text_of(*last), to_string(path),
                                 changes_in_words(inspection))};
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
