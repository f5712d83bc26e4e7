#include "core/cutover/record/round_trip_pace.hpp"

#include "core/cutover/record/freshness.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

/// A change that is still to come was seen by a clock that was set back since: nobody knows how long ago.
bool is_just_after(const std::optional<WallTime>& change, const Plan& plan, WallTime now) {
  return change && !is_to_come(*change, now) && now < *change + plan.timing.around_switch;
}

/// Only what is still to come is planned.
std::optional<WallTime> planned_change(const Plan& plan, const Standing& standing) {
  return standing.switched_since ? std::nullopt : plan.planned_at;
}

}  // namespace

bool is_around_switch(const Plan& plan, const Standing& standing, WallTime now) {
  // Not for as long as name servers differ: one may do so for days, and the caps on sending are for hours.
  for (const auto& change : {standing.switched_since, standing.switched_by, standing.back_at}) {
    if (is_just_after(change, plan, now)) return true;
  }
  const auto planned = planned_change(plan, standing);
  return planned && now >= *planned - plan.timing.around_switch &&
         now < *planned + plan.timing.change_overdue;
}

std::optional<WallTime> around_switch_from(const Plan& plan, const Standing& standing, WallTime now) {
  const auto planned = planned_change(plan, standing);
  if (!planned) return std::nullopt;
  const auto from = *planned - plan.timing.around_switch;
  return from > now ? std::optional(from) : std::nullopt;
}

Millis interval_in_force(const Plan& plan, const RoundTrip& trip, const Standing& standing, WallTime now) {
  if (!trip.around_switch || !is_around_switch(plan, standing, now)) return trip.interval;
  return std::min(*trip.around_switch, trip.interval);
}

}  // namespace cutwatch::cutover
