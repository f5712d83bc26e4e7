#include "core/cutover/record/freshness.hpp"

#include "core/text/date.hpp"

namespace cutwatch::cutover {
namespace {

/// The agent notices a clock that was set by more than 2 s, and within a second (ClockWatch).
constexpr Millis kClockTolerance = Seconds{5};

}  // namespace

bool is_to_come(WallTime at, WallTime now) { return at > now + kClockTolerance; }

bool is_fresh(const Timing& timing, WallTime at, Millis interval, WallTime now) {
  return !is_to_come(at, now) && now - at <= timing.evidence_age * interval;
}

std::string seen_at(WallTime at, WallTime now) {
  return rfc3339(at) + (is_to_come(at, now) ? ", which is still to come: was the clock set back?" : "");
}

}  // namespace cutwatch::cutover
