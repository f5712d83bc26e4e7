#pragma once
#include "core/mail/ledger_entry.hpp"
#include "core/snapshot/path_totals.hpp"
#include "core/time/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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
  std::string by{};         ///< Whose server gave the last: "old", "new"; empty: another's, as DNS says.
  friend bool operator==(const RefusalStreak&, const RefusalStreak&) = default;

  /// Whether they stop what goes to that destination, and until when; nullopt while nothing is stopped. Who
  /// was refused by a clock that was set back since does not know how long ago that was, and tries.
  std::optional<WallTime> stops_until(const std::string& to, WallTime now) const;
};

/// What has a streak of its own: a round trip down a path, and of mail as DNS says each destination, so that
/// one server that refuses does not stop mail to another, nor is asked on because another takes mail.
ProbePath streak_key(const mail::LedgerEntry& entry);

/// Whether the key is of that path, or of a destination of it.
bool is_streak_of(const ProbePath& key, std::string_view path);

/// More destinations that refuse now are not remembered: the one that did so the longest ago is forgotten.
inline constexpr std::size_t kMaxDestinationStreaks = 16;

/// The streak after one more attempt to send the message, which ended at `at`. A server that puts it off, or
/// is not reached, neither refuses it nor takes it. With one to another destination another streak begins.
/// Pure.
RefusalStreak with_attempt(RefusalStreak streak, const mail::LedgerEntry& entry,
                           mail::SmtpDisposition disposition, WallTime at);

}  // namespace cutwatch
