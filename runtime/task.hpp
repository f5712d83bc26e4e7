#pragma once
#include "core/failure/failure.hpp"
#include "runtime/waitable_clock.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/co_spawn.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/experimental/channel.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include <exception>
#include <optional>
#include <utility>
#include <vector>

// The one place that names asio::experimental: what later Asio versions offer under other names is wrapped
// here once.
namespace cutwatch {

template <class T>
using Task = asio::awaitable<T>;

/// Errors come back as values: `auto [ec, n] = co_await socket.async_send(buffer, as_result);`
inline constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);

/// The handler of a spawned task that must not fail: what it throws is a bug, and leaves by
/// io_context::run().
inline void rethrow(std::exception_ptr error) {
  if (error) std::rethrow_exception(error);
}

/// Runs `work` until it is done or `deadline` has come; then the work is cancelled and the result is a
/// timeout.
template <class T>
Task<Result<T>> with_deadline(WaitableClock& clock, SteadyTime deadline, Task<Result<T>> work) {
  using namespace asio::experimental::awaitable_operators;
  auto first = co_await (std::move(work) || clock.sleep_until(deadline));
  if (first.index() == 1) co_return fail(FailureKind::timeout);
  co_return std::get<0>(std::move(first));
}

/// Wakes the one task that waits for it; a ring that nobody waited for is kept.
class Bell {
 public:
  explicit Bell(const asio::any_io_executor& executor) : rings_(executor, 1) {}
  void ring() { rings_.try_send(asio::error_code{}, true); }
  Task<Result<void>> wait() {
    co_await rings_.async_receive(asio::use_awaitable);
    co_return Result<void>();
  }

 private:
  asio::experimental::channel<void(asio::error_code, bool)> rings_;
};

/// Runs all tasks side by side on the current executor; the results in the order of the tasks. A task that
/// throws makes `gather` throw after all have ended. Cancellation is not forwarded: tasks carry their own
/// deadlines.
template <class T>
Task<std::vector<T>> gather(std::vector<Task<T>> tasks) {
  auto executor = co_await asio::this_coro::executor;
  std::vector<std::optional<T>> slots(tasks.size());
  std::exception_ptr thrown;
  asio::experimental::channel<void(asio::error_code, std::size_t)> done(executor, tasks.size());
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    asio::co_spawn(executor, std::move(tasks[i]),
                   [&slots, &done, &thrown, i](std::exception_ptr error, T value) {
                     if (error) {
                       thrown = error;
                     } else {
                       slots[i].emplace(std::move(value));
                     }
                     done.try_send(asio::error_code{}, i);
                   });
  }
  for (std::size_t ended = 0; ended < slots.size(); ++ended) co_await done.async_receive(asio::use_awaitable);
  if (thrown) std::rethrow_exception(thrown);
  std::vector<T> results;
  results.reserve(slots.size());
  for (auto& slot : slots) results.push_back(std::move(*slot));
  co_return results;
}

}  // namespace cutwatch
