#include "core/cutover/gates/stopped_path.hpp"

#include "core/cutover/plan/on_loopback.hpp"
#include "core/cutover/plan/planned_message.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

/// Null where nothing ever stops a path: on loopback. Of mail as DNS says the one that was refused last of
/// those that stop a destination.
const RefusalStreak* streak_of(const Plan& plan, const DomainState& state, const RoundTrip& trip, Path path) {
  if (stays_on_loopback(plan, trip, path)) return nullptr;
  if (std::ranges::find(trip.paths, path) == trip.paths.end()) return nullptr;
  const RefusalStreak* found = nullptr;
  for (const auto& [key, streak] : state.mail->refusals) {
    if (key.probe != trip.id || !is_streak_of(key, to_string(path))) continue;
    const auto weight = [](const RefusalStreak& each) {
      return std::pair(each.count >= kRefusalsToStop, each.last);
    };
    if (found == nullptr || weight(*found) < weight(streak)) found = &streak;
  }
  return found;
}

}  // namespace

std::optional<StoppedPath> stopped_path(const Plan& plan, const DomainState& state, const RoundTrip& trip,
                                        Path path, WallTime now) {
  const auto* streak = streak_of(plan, state, trip, path);
  if (streak == nullptr) return std::nullopt;
  const auto until = streak->stops_until(planned_message(plan, trip, path).destination(), now);
  return until ? std::optional(StoppedPath{.until = *until, .refused = streak->count}) : std::nullopt;
}

std::string words_on_stop(const Evidence& evidence, const RoundTrip& trip, Path path) {
  const auto stop = stopped_path(evidence.plan, evidence.state, trip, path, evidence.now);
  if (!stop) return "";
  return fmt::format("; nothing is sent down the {} path until {}: it refused {} in a row", to_string(path),
                     rfc3339(stop->until), stop->refused);
}

bool is_known_to_refuse(const Evidence& evidence, const RoundTrip& trip, Path path) {
  const auto* streak = streak_of(evidence.plan, evidence.state, trip, path);
  if (streak == nullptr) return false;
  const auto grace = evidence.plan.timing.evidence_age * evidence.interval_of(trip);
  const auto was = std::min(evidence.now, std::max(evidence.now - grace, streak->last));
  return streak->stops_until(planned_message(evidence.plan, trip, path).destination(), was).has_value();
}

std::optional<std::string> refusals_known(const Evidence& evidence, Path path) {
  for (const auto& trip : evidence.plan.round_trips) {
    if (!is_known_to_refuse(evidence, trip, path)) continue;
    const auto& streak = *streak_of(evidence.plan, evidence.state, trip, path);
    return fmt::format(
        "the {} path refused {} messages of {} in a row, the last at {}; the next is sent after {}",
        to_string(path), streak.count, trip.id, rfc3339(streak.last), rfc3339(streak.last + kStopFor));
  }
  return std::nullopt;
}

}  // namespace cutwatch::cutover
