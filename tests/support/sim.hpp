#pragma once
#include "runtime/task.hpp"

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <map>
#include <optional>
#include <utility>

namespace cutwatch::test {

/// Time stands still until Sim::advance(). Sleepers wake in the order of their deadlines.
class FakeClock final : public WaitableClock {
 public:
  WallTime wall() const override;
  SteadyTime steady() const override { return now_; }
  asio::awaitable<void> sleep_until(SteadyTime due) override;
  /// The host's wall clock is set by `step`; the steady clock does not notice.
  void step_wall(Millis step) { epoch_ += step; }
  /// Time goes by inside whatever runs now; sleepers that are due wake with the next advance.
  void step_steady(Millis step) { now_ += step; }
  std::size_t sleeping() const { return sleepers_.size(); }

 private:
  friend class Sim;
  using Sleepers = std::multimap<SteadyTime, asio::steady_timer>;
  struct Sleeper;
  SteadyTime now_{};
  WallTime epoch_{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}};
  Sleepers sleepers_;
};

/// A world with its own time. The order of the members matters: io ends first and takes all coroutines with
/// it.
class Sim {
 public:
  FakeClock clock;
  asio::io_context io;

  /// Runs everything that is ready, then steps from sleeper to sleeper up to now + `span`.
  void advance(Millis span);
  /// Runs everything that is ready now.
  void settle();

  /// Runs one task to its end, advancing the time by up to `limit`; nullopt when it has not ended by then.
  template <class T>
  std::optional<T> run(asio::awaitable<T> task, Millis limit = std::chrono::hours{1}) {
    std::optional<T> result;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr error, T value) {
      if (error) std::rethrow_exception(error);
      result.emplace(std::move(value));
    });
    settle();
    const SteadyTime end = clock.steady() + limit;
    while (!result && step_to_next_sleeper(end)) {
    }
    return result;
  }

 private:
  bool step_to_next_sleeper(SteadyTime end);
};

}  // namespace cutwatch::test
