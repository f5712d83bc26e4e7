#pragma once
#include "core/mail/ledger_entry.hpp"
#include "core/time/time.hpp"

#include <optional>

namespace cutwatch {

/// Messages of one path that were delivered in time, one after the other, none between them that was not.
struct DeliveryRun {
  WallTime since;  ///< When the first of them was recorded.
  WallTime last;   ///< When the last of them was recorded.
  friend bool operator==(const DeliveryRun&, const DeliveryRun&) = default;
};

/// The run after one more message has ended. One that was not delivered in time ends it; so does a pause
/// longer than `lost_after`, in which nobody knows what would have become of mail. Pure.
std::optional<DeliveryRun> with_ended(std::optional<DeliveryRun> run, const mail::LedgerEntry& ended);

}  // namespace cutwatch
