#pragma once
#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/cancellation_signal.hpp>

#include <functional>

namespace cutwatch::net {

/// Suspends one coroutine until it is resumed. Asio 1.22 has nothing of the kind that costs less than a
/// timer. Not thread-safe: belongs to the coroutine that waits, on the event loop's thread.
class Wakeup {
 public:
  /// `on_cancel` is called when the coroutine is cancelled while it waits; somebody must still resume it
  /// then.
  explicit Wakeup(std::function<void()> on_cancel) : on_cancel_(std::move(on_cancel)) {}
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;

  asio::awaitable<void> wait();
  /// Goes on in the coroutine, here and now; when this returns, the coroutine has ended or waits elsewhere.
  void resume();
  /// Goes on in the coroutine in a later turn of the event loop.
  void resume_later(const asio::any_io_executor& executor);
  bool is_waiting() const { return static_cast<bool>(go_on_); }

 private:
  std::move_only_function<void()> take();
  std::function<void()> on_cancel_;
  std::move_only_function<void()> go_on_;
  asio::cancellation_slot slot_;
};

}  // namespace cutwatch::net
