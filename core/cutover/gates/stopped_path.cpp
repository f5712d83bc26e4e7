#include "core/cutover/gates/stopped_path.hpp"

#include "core/cutover/plan/on_loopback.hpp"
#include "core/cutover/plan/planned_message.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace cutwatch::cutover {
namespace {

using Streaks = std::vector<const RefusalStreak*>;

/// None where nothing ever stops a path: on loopback. Of mail as DNS says one of each destination.
Streaks streaks_of(const Plan& plan, const DomainState& state, const RoundTrip& trip, Path path) {
  if (stays_on_loopback(plan, trip, path)) return {};
  if (std::ranges::find(trip.paths, path) == trip.paths.end()) return {};
  Streaks out;
  for (const auto& [key, streak] : state.mail->refusals) {
    if (key.probe == trip.id && is_streak_of(key, to_string(path))) out.push_back(&streak);
  }
  return out;
}

/// Those of servers that were refusing when they were last heard, the last to be heard first.
Streaks known_to_refuse(const Evidence& evidence, const RoundTrip& trip, Path path) {
  auto out = streaks_of(evidence.plan, evidence.state, trip, path);
  const auto destination = planned_message(evidence.plan, trip, path).destination();
  const auto grace = evidence.plan.timing.evidence_age * evidence.interval_of(trip);
  std::erase_if(out, [&](const RefusalStreak* streak) {
    const auto was = std::min(evidence.now, std::max(evidence.now - grace, streak->last));
    return !streak->stops_until(destination, was);
  });
  std::ranges::sort(out, std::ranges::greater{}, &RefusalStreak::last);
  return out;
}

std::string words_of(const RoundTrip& trip, Path path, const RefusalStreak& streak) {
  return fmt::format(
      "the {} path refused {} messages of {} in a row, the last at {}; the next is sent after {}",
      to_string(path), streak.count, trip.id, rfc3339(streak.last), rfc3339(streak.last + kStopFor));
}

}  // namespace

std::optional<StoppedPath> stopped_path(const Plan& plan, const DomainState& state, const RoundTrip& trip,
                                        Path path, WallTime now) {
  const auto destination = planned_message(plan, trip, path).destination();
  std::optional<StoppedPath> longest;
  for (const auto* streak : streaks_of(plan, state, trip, path)) {
    const auto until = streak->stops_until(destination, now);
    if (until && (!longest || longest->until < *until))
      longest = StoppedPath{.until = *until, .refused = streak->count};
  }
  return longest;
}

std::string words_on_stop(const Evidence& evidence, const RoundTrip& trip, Path path) {
  const auto stop = stopped_path(evidence.plan, evidence.state, trip, path, evidence.now);
  if (!stop) return "";
  return fmt::format("; nothing is sent down the {} path until {}: it refused {} in a row", to_string(path),
                     rfc3339(stop->until), stop->refused);
}

bool is_known_to_refuse(const Evidence& evidence, const RoundTrip& trip, Path path) {
  return !known_to_refuse(evidence, trip, path).empty();
}

std::optional<std::string> refusals_known(const Evidence& evidence, Path path) {
  for (const auto& trip : evidence.plan.round_trips) {
    const auto known = known_to_refuse(evidence, trip, path);
    if (!known.empty()) return words_of(trip, path, *known.front());
  }
  return std::nullopt;
}

std::optional<std::string> refusals_known_but_by(const Evidence& evidence, Path path, Path allowed) {
  for (const auto& trip : evidence.plan.round_trips) {
    const auto known = known_to_refuse(evidence, trip, path);
    const auto other = std::ranges::find_if(
        known, [&](const RefusalStreak* streak) { return streak->by != to_string(allowed); });
    if (other != known.end()) return words_of(trip, path, **other);
  }
  return std::nullopt;
}

}  // namespace cutwatch::cutover
