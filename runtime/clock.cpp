#include "runtime/clock.hpp"

#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

namespace cutwatch {

WallTime RealClock::wall() const { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }

SteadyTime RealClock::steady() const { return std::chrono::steady_clock::now(); }

asio::awaitable<void> RealClock::sleep_until(SteadyTime due) {
  asio::steady_timer timer(co_await asio::this_coro::executor, due);
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace cutwatch
