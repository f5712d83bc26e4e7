#pragma once
#include "runtime/task.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>

#include <algorithm>
#include <deque>
#include <memory>

namespace cutwatch {

/// Tasks that run side by side until one result is good enough. Each keeps this alive until it has ended.
template <class T>
class Racers : public std::enable_shared_from_this<Racers<T>> {
 public:
  explicit Racers(asio::any_io_executor executor) : bell_(executor), executor_(std::move(executor)) {}

  void start(Task<Result<T>> task) {
    auto& racer = racers_.emplace_back();
    asio::co_spawn(
        executor_, std::move(task),
        asio::bind_cancellation_slot(racer.cancel.slot(), [self = this->shared_from_this(), &racer](
                                                              std::exception_ptr error, Result<T> result) {
          racer.is_running = false;
          if (error) self->thrown_ = error;
          if (!error) self->ended_.push_back(std::move(result));
          self->bell_.ring();
        }));
  }

  /// Rings when one has ended.
  Bell& bell() { return bell_; }

  /// A result that was not taken yet. Throws what a task has thrown.
  std::optional<Result<T>> take() {
    rethrow(std::exchange(thrown_, nullptr));
    if (ended_.empty()) return std::nullopt;
    auto result = std::move(ended_.front());
    ended_.pop_front();
    return result;
  }

  bool is_any_running() const { return std::ranges::any_of(racers_, &Racer::is_running); }

  void cancel() {
    for (auto& racer : racers_) {
      if (racer.is_running) racer.cancel.emit(asio::cancellation_type::terminal);
    }
  }

 private:
  struct Racer {
    asio::cancellation_signal cancel;
    bool is_running = true;
  };
  Bell bell_;
  asio::any_io_executor executor_;
  std::deque<Racer> racers_;  // stays where it is as others join
  std::deque<Result<T>> ended_;
  std::exception_ptr thrown_;
};

/// See `race`.
template <class T, class IsGood>
Task<Result<T>> run_race(std::shared_ptr<Racers<T>> racers, WaitableClock& clock,
                         std::vector<Task<Result<T>>> tasks, Millis stagger, IsGood is_good) {
  Result<T> last = fail(FailureKind::unreachable, "nothing to try");
  SteadyTime due = clock.steady();
  auto next = tasks.begin();
  while (true) {
    while (auto result = racers->take()) {
      if (is_good(*result)) co_return *std::move(result);
      if (*result || !last) last = *std::move(result);
      due = clock.steady();
    }
    if (next != tasks.end() && due <= clock.steady()) {
      racers->start(std::move(*next++));
      due = clock.steady() + stagger;
    } else if (next != tasks.end()) {
      co_await with_deadline(clock, due, racers->bell().wait());
    } else if (racers->is_any_running()) {
      co_await racers->bell().wait();
    } else {
      co_return last;
    }
  }
}

/// Starts the tasks in their order, the next one when one has ended without a good result or nothing came for
/// `stagger`. The first good result wins, and the other tasks are cancelled; the last one's result where none
/// is good, a value rather than a failure. A task that throws makes `race` throw.
template <class T, class IsGood>
Task<Result<T>> race(WaitableClock& clock, std::vector<Task<Result<T>>> tasks, Millis stagger,
                     IsGood is_good) {
  auto racers = std::make_shared<Racers<T>>(co_await asio::this_coro::executor);
  try {
    auto result = co_await run_race(racers, clock, std::move(tasks), stagger, std::move(is_good));
    racers->cancel();
    co_return result;
  } catch (...) {
    racers->cancel();
    throw;
  }
}

}  // namespace cutwatch
