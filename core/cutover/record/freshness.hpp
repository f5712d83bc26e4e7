#pragma once
#include "core/cutover/plan/plan.hpp"

#include <string>

// What still counts as evidence (DESIGN §7): what was seen lately, and was not seen tomorrow.
namespace cutwatch::cutover {

/// Whether something seen at `at` counts at `now`, when it is looked at every `interval`.
bool is_fresh(const Timing& timing, WallTime at, Millis interval, WallTime now);

/// Whether an instant of the past lies ahead, by more than the host's clock may be off by: it was set back,
/// or what was kept is damaged. How old such evidence is nobody knows.
bool is_to_come(WallTime at, WallTime now);

/// When something was seen, for people: who reads of an instant that is to come is told what that means.
std::string seen_at(WallTime at, WallTime now);

}  // namespace cutwatch::cutover
