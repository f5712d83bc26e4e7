#include "tests/support/sim.hpp"

#include <algorithm>

namespace cutwatch::test {

/// Leaves the queue however the coroutine ends: woken, cancelled or destroyed.
struct FakeClock::Sleeper {
  Sleepers& queue;
  Sleepers::iterator place;
  ~Sleeper() { queue.erase(place); }
};

WallTime FakeClock::wall() const { return epoch_ + std::chrono::duration_cast<Millis>(now_ - SteadyTime{}); }

asio::awaitable<void> FakeClock::sleep_until(SteadyTime due) {
  if (due <= now_) co_return;
  auto executor = co_await asio::this_coro::executor;
  const Sleeper me{sleepers_, sleepers_.emplace(due, asio::steady_timer(executor, SteadyTime::max()))};
  co_await me.place->second.async_wait(as_result);
  if (now_ < due) throw asio::system_error(asio::error::operation_aborted);
}

void Sim::settle() {
  io.restart();
  while (io.poll() > 0) io.restart();
}

bool Sim::step_to_next_sleeper(SteadyTime end) {
  if (clock.sleepers_.empty() || clock.sleepers_.begin()->first > end) return false;
  clock.now_ = std::max(clock.now_, clock.sleepers_.begin()->first);  // a halt may have passed it
  for (auto& [due, timer] : clock.sleepers_) {
    if (due > clock.now_) break;
    timer.cancel();
  }
  settle();
  return true;
}

void Sim::advance(Millis span) {
  const SteadyTime end = clock.now_ + span;
  settle();
  while (step_to_next_sleeper(end)) {
  }
  clock.now_ = std::max(clock.now_, end);
}

}  // namespace cutwatch::test
