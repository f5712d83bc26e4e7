#pragma once
#include "core/mail/ledger_entry.hpp"
#include "core/time/time.hpp"

#include <optional>
#include <string>

namespace cutwatch {

/// Messages of one path that were delivered in time, one after the other, none between them that was not.
struct DeliveryRun {
  WallTime since;           ///< When the first of them was recorded.
  WallTime last;            ///< When the last of them was recorded.
  std::string destination;  ///< Of all of them.
  friend bool operator==(const DeliveryRun&, const DeliveryRun&) = default;
};

/// The run after one more message has ended. One that was not delivered in time ends it; so does a longer
/// pause than its limits allow, in which nobody knows what would have become of mail; so does a clock that is
/// set back by more than that. With one that was sent elsewhere another run begins; one that was sent to
/// where mail went before tells nothing of this run. Pure.
std::optional<DeliveryRun> with_ended(std::optional<DeliveryRun> run, const mail::LedgerEntry& ended);

}  // namespace cutwatch
