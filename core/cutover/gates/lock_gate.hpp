#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"
#include "core/cutover/lockdown/door.hpp"

#include <optional>
#include <vector>

namespace cutwatch::cutover {

/// What is made of one server that is to be locked, over all of its doors.
struct LockAssessment {
  const Lockdown* lockdown = nullptr;  ///< In the plan.
  std::vector<DoorStanding> doors;
  /// Strangers are refused at every door, for being strangers, and the recipient is known to be valid. No
  /// where one is open; none where nobody can tell.
  std::optional<bool> is_locked{};
  /// Open where one door is, else the hardest of the refusals; none while one door shows none.
  std::optional<mail::DoorClass> shown{};
  Verdict verdict{};  ///< Whether the lock is as it should be now.
};

/// Of each server that is tried, in the plan's order. Pure.
std::vector<LockAssessment> locks_of(const Evidence& evidence);

/// Whether the old server refuses all but the new one, by a 4xx or not at all reachable as long as a copy
/// that leads to it may live, in whatever way afterwards.
Verdict judge_lock_in_place(const Evidence& evidence);

}  // namespace cutwatch::cutover
