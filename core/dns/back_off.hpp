#pragma once
#include "core/time/time.hpp"

#include <cstddef>
#include <optional>

namespace cutwatch::dns {

/// REFUSED, several times in a row: the server's operator does not want to be asked by us.
struct RefusalStreak {
  std::size_t count = 0;
  WallTime last;  ///< When the last one came.
  friend bool operator==(const RefusalStreak&, const RefusalStreak&) = default;
};

inline constexpr std::size_t kRefusalsBorne = 3;
inline constexpr Millis kLongestPause{std::chrono::minutes{10}};

/// From when on a server that refused is asked again by somebody who asks every `interval`: after three in a
/// row every other time, then every fourth, down to once in ten minutes. Half an interval early, so that the
/// asker's jitter decides and not a race with it. nullopt: it need not be spared. Pure.
std::optional<WallTime> asked_again_at(const RefusalStreak& streak, Millis interval);

}  // namespace cutwatch::dns
