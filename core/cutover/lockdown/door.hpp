#pragma once
#include "core/cutover/lockdown/lock_target.hpp"
#include "core/snapshot/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the answer of one door means. What is judged here is whether it refuses strangers; whether it takes
// mail from who is let in, and whether the time has come for it, is the gate's.
namespace cutwatch::cutover {

enum class DoorState : std::uint8_t {
  open,     ///< it would take mail from a stranger
  refuses,  ///< it would not, because he is one
  awaited,  ///< it did not once; who greylists, or is down for a moment, says the same
  unclear,  ///< nobody can tell
};

/// Values in the API: "open", "refuses", "awaited", "unclear".
std::string_view to_string(DoorState state) noexcept;

struct DoorStanding {
  LockKey key;
  DoorState state = DoorState::unclear;
  std::optional<mail::DoorClass> shown{};  ///< By the last look, where that is recent and of a class.
  bool may_refuse_all = false;             ///< Of one that refuses: nothing that it said is about who asks.
  std::string words;             ///< What it said and what that means, without a full stop; printable ASCII.
  std::optional<WallTime> at{};  ///< Of the last look, where that is recent.
  std::optional<WallTime> since{};     ///< Of one that refuses or is awaited: the first look that showed it.
  std::optional<WallTime> retry_at{};  ///< Of one that is awaited: when it is tried again, at the earliest.
  std::optional<WallTime> opened{};    ///< When it would last have taken the mail.
};

/// How long after the first look a second one must say the same.
Millis retry_delay(const Plan& plan, const LockTarget& target);

/// Every door of that lockdown, in the plan's order; an address of the server that nothing is tried towards
/// is unclear. Pure.
std::vector<DoorStanding> doors_of(const Plan& plan, const Lockdown& lockdown, const DomainState& state,
                                   WallTime now);

}  // namespace cutwatch::cutover
