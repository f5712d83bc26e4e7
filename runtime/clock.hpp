#pragma once
#include "runtime/waitable_clock.hpp"

namespace cutwatch {

/// The machine's clocks: the only place in the tree that reads one. Thread-safe.
class RealClock final : public WaitableClock {
 public:
  WallTime wall() const override;
  SteadyTime steady() const override;
  asio::awaitable<void> sleep_until(SteadyTime due) override;
};

}  // namespace cutwatch
