#include "net/dns/deadline_timer.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>

#include <exception>

namespace cutwatch::net {

/// One sleep. Outlives the timer when it is disarmed: the sleeper ends a turn of the loop later.
struct DeadlineTimer::Alarm {
  SteadyTime due;
  DeadlineTimer* timer;
  asio::cancellation_signal cancel;
};

DeadlineTimer::DeadlineTimer(asio::any_io_executor executor, WaitableClock& clock,
                             std::function<void()> on_time)
    : executor_(std::move(executor)), clock_(clock), on_time_(std::move(on_time)) {}

DeadlineTimer::~DeadlineTimer() { disarm(); }

void DeadlineTimer::wake_by(SteadyTime due) {
  if (alarm_ && alarm_->due <= due) return;
  disarm();
  alarm_ = std::make_shared<Alarm>(due, this);
  auto on_end = [alarm = alarm_](std::exception_ptr) {
    DeadlineTimer* const timer = alarm->timer;
    if (timer == nullptr) return;
    timer->alarm_.reset();
    timer->on_time_();
  };
  asio::co_spawn(executor_, clock_.sleep_until(due),
                 asio::bind_cancellation_slot(alarm_->cancel.slot(), std::move(on_end)));
}

void DeadlineTimer::disarm() {
  if (!alarm_) return;
  const auto alarm = std::exchange(alarm_, nullptr);
  alarm->timer = nullptr;
  alarm->cancel.emit(asio::cancellation_type::all);
}

}  // namespace cutwatch::net
