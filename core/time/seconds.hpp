#pragma once
#include "core/time/time.hpp"

namespace cutwatch {

/// Base units for metrics and JSON: seconds as a floating-point number.
constexpr double seconds_of(std::chrono::duration<double> duration) { return duration.count(); }

/// Seconds since the Unix epoch.
constexpr double unix_seconds(WallTime instant) { return seconds_of(instant.time_since_epoch()); }

}  // namespace cutwatch
