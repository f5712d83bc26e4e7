#include "runtime/local_zone.hpp"

#include <ctime>

namespace cutwatch {
namespace {

/// Nobody changes to another time for less.
constexpr std::chrono::days kStep{7};
constexpr int kSteps = 53;

Seconds east_at(std::chrono::sys_seconds at) {
  const std::time_t instant = at.time_since_epoch().count();
  std::tm local{};
  return localtime_r(&instant, &local) == nullptr ? Seconds{0} : Seconds(local.tm_gmtoff);
}

/// The first second at which the zone is what it is at `late`, and which it is not at `early`.
std::chrono::sys_seconds change_between(std::chrono::sys_seconds early, std::chrono::sys_seconds late) {
  const auto east = east_at(late);
  while (late - early > Seconds{1}) {
    const auto middle = early + (late - early) / 2;
    (east_at(middle) == east ? late : early) = middle;
  }
  return late;
}

}  // namespace

LocalZone local_zone(WallTime at) {
  auto late = std::chrono::floor<Seconds>(at);
  const auto east = east_at(late);
  for (int i = 0; i < kSteps; ++i, late -= kStep) {
    const auto before = east_at(late - kStep);
    if (before == east) continue;
    return {east, WallTime(change_between(late - kStep, late)), before};
  }
  return east;
}

}  // namespace cutwatch
