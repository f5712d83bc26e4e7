#pragma once
#include "runtime/waitable_clock.hpp"

#include <asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace cutwatch::net {

/// Wakes its owner at one instant at a time, by the given clock. Not thread-safe.
class DeadlineTimer {
 public:
  /// `on_time` is called from the executor; never after the timer is gone.
  DeadlineTimer(asio::any_io_executor executor, WaitableClock& clock, std::function<void()> on_time);
  ~DeadlineTimer();

  /// Wakes at `due` or earlier: a wake-up that is already set for an earlier time stays as it is.
  void wake_by(SteadyTime due);
  /// Forgets the wake-up that is set.
  void disarm();

 private:
  struct Alarm;
  asio::any_io_executor executor_;
  WaitableClock& clock_;
  std::function<void()> on_time_;
  std::shared_ptr<Alarm> alarm_;
};

}  // namespace cutwatch::net
