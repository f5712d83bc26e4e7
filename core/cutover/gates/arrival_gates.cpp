#include "core/cutover/gates/arrival_gates.hpp"

#include "core/cutover/gates/over_trips.hpp"
#include "core/cutover/gates/stopped_path.hpp"
#include "core/cutover/gates/told_lately.hpp"
#include "core/cutover/plan/way_expected.hpp"

#include <fmt/core.h>

#include <vector>

namespace cutwatch::cutover {
namespace {

using mail::LedgerEntry;
using Outcome = mail::PathProof::Outcome;

/// The last to be sent first.
std::vector<const LedgerEntry*> arrived_lately(const Evidence& evidence, const RoundTrip& trip) {
  auto out = told_lately(evidence, trip);
  std::erase_if(out, [](const LedgerEntry* entry) { return !entry->sighting; });
  return out;
}

Verdict none_arrived(const Evidence& evidence, const RoundTrip& trip) {
  return no_evidence(fmt::format("no message of {} has arrived by the new path lately{}", trip.id,
                                 words_on_stop(evidence, trip, Path::new_path)));
}

Verdict told_by(const LedgerEntry& entry, const RoundTrip& trip, Verdict verdict) {
  verdict.evidence_at = told_at(entry, trip);
  return verdict;
}

Verdict is_proven(const Evidence& evidence, const RoundTrip& trip) {
  const auto arrived = arrived_lately(evidence, trip);
  if (arrived.empty()) return none_arrived(evidence, trip);
  for (const auto* entry : arrived) {
    const auto proof = proof_of(evidence.plan, Path::new_path, *entry);
    if (proof.outcome == Outcome::contradicted)
      return fail(fmt::format("{}, went another way: {}", text_of(*entry), proof.why));
  }
  const auto& last = *arrived.front();
  const auto proof = proof_of(evidence.plan, Path::new_path, last);
  const auto words = fmt::format("{}: {}", text_of(last), proof.why);
  return told_by(last, trip, proof.outcome == Outcome::proven ? pass(words) : no_evidence(words));
}

/// Of messages none of which is known to have been changed.
Verdict none_changed(const RoundTrip& trip, std::vector<const LedgerEntry*> arrived) {
  const auto& last = *arrived.front();
  if (!last.sighting->inspection)
    return no_evidence(fmt::format("{}, could not be read in full", text_of(last)));
  std::erase_if(arrived, [](const LedgerEntry* entry) { return !entry->sighting->inspection; });
  if (const auto kind = kind_not_shown(trip, arrived))
    return no_evidence(fmt::format("no message of {} with the text {} arrived and was read lately", trip.id,
                                   to_string(*kind)));
  return pass(fmt::format("{}, arrived as it was sent", text_of(last)));
}

Verdict is_intact(const Evidence& evidence, const RoundTrip& trip) {
  const auto arrived = arrived_lately(evidence, trip);
  if (arrived.empty()) return none_arrived(evidence, trip);
  for (const auto* entry : arrived) {
    const auto& inspection = entry->sighting->inspection;
    if (inspection && !inspection->changes.empty())
      return fail(fmt::format("{}, arrived with {}", text_of(*entry), changes_in_words(*inspection)));
  }
  return told_by(*arrived.front(), trip, none_changed(trip, arrived));
}

}  // namespace

Verdict judge_path_proven(const Evidence& evidence) { return over_trips_into_mailboxes(evidence, is_proven); }

Verdict judge_headers_intact(const Evidence& evidence) {
  return over_trips_into_mailboxes(evidence, is_intact);
}

}  // namespace cutwatch::cutover
