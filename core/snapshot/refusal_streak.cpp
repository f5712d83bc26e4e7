#include "core/snapshot/refusal_streak.hpp"

#include <limits>
#include <utility>

namespace cutwatch {
namespace {

/// What the host's clock may be off by before it is said to have been set.
constexpr Seconds kClockTolerance{5};

bool is_taken(mail::SmtpDisposition disposition) {
  switch (disposition) {
    case mail::SmtpDisposition::accepted:
    case mail::SmtpDisposition::unknown: return true;
    case mail::SmtpDisposition::refused:
    case mail::SmtpDisposition::deferred:
    case mail::SmtpDisposition::not_sent: return false;
  }
  std::unreachable();
}

}  // namespace

std::optional<WallTime> RefusalStreak::stops_until(const std::string& to, WallTime now) const {
  if (count < kRefusalsToStop || destination != to) return std::nullopt;
  if (last > now + kClockTolerance || now >= last + kStopFor) return std::nullopt;
  return last + kStopFor;
}

ProbePath streak_key(const mail::LedgerEntry& entry) {
  return {entry.probe, entry.way ? entry.path + " " + entry.way->destination() : entry.path};
}

bool is_streak_of(const ProbePath& key, std::string_view path) {
  return key.path == path || (key.path.starts_with(path) && key.path.at(path.size()) == ' ');
}

RefusalStreak with_attempt(RefusalStreak streak, const mail::LedgerEntry& entry,
                           mail::SmtpDisposition disposition, WallTime at) {
  auto destination = entry.destination();
  if (is_taken(disposition) || streak.destination != destination) streak = {};
  streak.destination = std::move(destination);
  if (disposition != mail::SmtpDisposition::refused) return streak;
  if (streak.count < std::numeric_limits<std::uint32_t>::max()) ++streak.count;
  streak.last = at;
  streak.by = entry.way ? entry.way->answered_path() : entry.path;
  return streak;
}

}  // namespace cutwatch
