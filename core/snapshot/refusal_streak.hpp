#pragma once
#include "core/mail/ledger_entry.hpp"
#include "core/time/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace cutwatch {

/// So many refusals for good, one after the other, stop a path for so long: the next answer would be the
/// same, and a server that is asked all the same takes the sender for an abuser.
inline constexpr std::uint32_t kRefusalsToStop = 5;
inline constexpr std::chrono::hours kStopFor{1};

/// Attempts of one round trip down one path that were answered 5xx, none between them that was taken.
struct RefusalStreak {
  std::uint32_t count = 0;
  WallTime last;            ///< When the last of them ended.
  std::string destination;  ///< Of all of them.
  friend bool operator==(const RefusalStreak&, const RefusalStreak&) = default;

  /// Whether they stop what goes to that destination, and until when; nullopt while nothing is stopped. Who
  /// was refused by a clock that was set back since does not know how long ago that was, and tries.
  std::optional<WallTime> stops_until(const std::string& to, WallTime now) const;
};

/// The streak after one more attempt to send the message, which ended at `at`. A server that puts it off, or
/// is not reached, neither refuses it nor takes it. With one to another destination another streak begins.
/// Pure.
RefusalStreak with_attempt(RefusalStreak streak, const mail::LedgerEntry& entry,
                           mail::SmtpDisposition disposition, WallTime at);

}  // namespace cutwatch
