#pragma once
#include <chrono>

namespace cutwatch {

/// UTC instant, millisecond grain: what is exported and compared with TTLs.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// Monotonic instant: what latencies are measured and deadlines set with.
using SteadyTime = std::chrono::steady_clock::time_point;

using Micros = std::chrono::microseconds;
using Millis = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

}  // namespace cutwatch
