#pragma once
#include "core/time/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace cutwatch::cutover {

/// How many messages a queue held at a look.
struct QueueSize {
  WallTime at;
  std::uint64_t messages = 0;
  friend bool operator==(const QueueSize&, const QueueSize&) = default;
};

/// How a queue drains; values of the `state` key.
enum class DrainState : std::uint8_t {
  unknown,   ///< not looked at for long enough to tell
  empty,     ///< the last look found nothing
  draining,  ///< more leave than come, fast enough for it to end
  standing,  ///< not draining: it stays as it is, or grows
};

std::string_view to_string(DrainState state) noexcept;

struct Drain {
  DrainState state = DrainState::unknown;
  std::optional<double> per_hour{};  ///< Messages fewer in an hour; below zero: it grows. None while unknown.
  std::optional<WallTime> ends_at{};  ///< When it is empty at that pace: an estimate. Of `draining` only.
  friend bool operator==(const Drain&, const Drain&) = default;
};

/// Retries come in waves, an hour or more apart: their mean counts, not what happened since the last look.
inline constexpr Millis kDrainWindow = std::chrono::hours{2};
inline constexpr std::size_t kLeastLooks = 5;
/// What takes longer is given up by the server before: that is no draining.
inline constexpr Millis kLongestDrain = std::chrono::days{5};

/// By looks in the order of time. The pace is the median of the slopes between any two looks of the last two
/// hours (Theil and Sen), so that a look that met a burst does not move it; where it slows down, that of the
/// later half of them. Pure; at most 64 looks are compared with each other.
Drain drain_of(std::vector<QueueSize> looks);

}  // namespace cutwatch::cutover
