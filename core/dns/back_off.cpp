#include "core/dns/back_off.hpp"

#include <algorithm>

namespace cutwatch::dns {

std::optional<WallTime> asked_again_at(const RefusalStreak& streak, Millis interval) {
  if (streak.count < kRefusalsBorne || interval >= kLongestPause) return std::nullopt;
  Millis pause = interval;
  for (auto borne = kRefusalsBorne; borne <= streak.count && pause < kLongestPause; ++borne) pause *= 2;
  return streak.last + std::min(pause, kLongestPause) - interval / 2;
}

}  // namespace cutwatch::dns
