#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace cutwatch::cutover {

/// The round trips that take the new path.
inline std::vector<const RoundTrip*> by_new_path(const Plan& plan) {
  std::vector<const RoundTrip*> trips;
  for (const auto& trip : plan.round_trips) {
    if (std::ranges::find(trip.paths, Path::new_path) != trip.paths.end()) trips.push_back(&trip);
  }
  return trips;
}

/// The worst verdict over them.
template <class Judge>
Verdict over_those(const Evidence& evidence, const std::vector<const RoundTrip*>& trips, Judge judge) {
  auto verdict = judge(evidence, *trips.front());
  for (std::size_t i = 1; i < trips.size(); ++i)
    verdict = both(std::move(verdict), judge(evidence, *trips[i]));
  return verdict;
}

/// The worst verdict over them; where there are none, no evidence.
template <class Judge>
Verdict over_trips(const Evidence& evidence, Judge judge) {
  const auto trips = by_new_path(evidence.plan);
  if (trips.empty()) return no_evidence("no round trip of the plan takes the new path");
  return over_those(evidence, trips, judge);
}

/// The worst verdict over those whose messages are seen; where there are none, no evidence.
template <class Judge>
Verdict over_trips_into_mailboxes(const Evidence& evidence, Judge judge) {
  auto trips = by_new_path(evidence.plan);
  if (trips.empty()) return no_evidence("no round trip of the plan takes the new path");
  std::erase_if(trips, [](const RoundTrip* trip) { return trip->is_told_by_reports(); });
  if (trips.empty())
    return no_evidence(
        "no round trip by the new path has a mailbox, and a report shows neither a message nor its way");
  return over_those(evidence, trips, judge);
}

}  // namespace cutwatch::cutover
