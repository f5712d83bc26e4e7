#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/record/standing.hpp"

#include <optional>

// How often a round trip sends where the operator did not say: every minute around the switch, when a fault
// must be seen at once, and every five minutes else, for the days of waiting before and behind it
// (docs/decisions/0069).
namespace cutwatch::cutover {

/// From `around_switch` before the planned change until the change is overdue; and for `around_switch` after
/// the first name server has switched, after the last has, and after the last has gone back. Pure.
bool is_around_switch(const Plan& plan, const Standing& standing, WallTime now);

/// When that begins by what is planned; nullopt where it is past, or not planned. Pure.
std::optional<WallTime> around_switch_from(const Plan& plan, const Standing& standing, WallTime now);

/// How often the round trip sends now, and what its evidence ages by. Pure.
Millis interval_in_force(const Plan& plan, const RoundTrip& trip, const Standing& standing, WallTime now);

}  // namespace cutwatch::cutover
