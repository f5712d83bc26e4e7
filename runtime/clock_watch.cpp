#include "runtime/clock_watch.hpp"

namespace cutwatch {

Millis ClockWatch::offset() const {
  return clock_.wall().time_since_epoch() -
         std::chrono::duration_cast<Millis>(clock_.steady().time_since_epoch());
}

std::optional<Millis> ClockWatch::step() {
  const Millis now = offset();
  const Millis by = now - offset_;
  if (std::chrono::abs(by) <= kLeastStep) return std::nullopt;
  offset_ = now;
  return by;
}

}  // namespace cutwatch
