#include "runtime/scheduler.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>

#include <algorithm>
#include <utility>

namespace cutwatch {
namespace {

constexpr Millis kLongestFirstWait{1000};
constexpr int kJitterDivisor = 10;

/// When a job runs: on a grid of its interval, each run moved by its own jitter.
class Grid {
 public:
  Grid(SteadyTime now, Millis interval, Random& random) : interval_(interval), random_(random) {
    next_ = now + random_span(std::min(interval, kLongestFirstWait));
    due_ = next_;
  }

  SteadyTime due() const { return due_; }
  /// The point of the grid that the run belongs to: its jitter may be before it or behind.
  SteadyTime point() const { return next_; }

  /// Moves on to the first point after `now`; returns how many were passed over.
  std::uint64_t advance(SteadyTime now) {
    std::uint64_t passed = 0;
    next_ += interval_;
    while (next_ <= now) {
      next_ += interval_;
      ++passed;
    }
    const Millis jitter = interval_ / kJitterDivisor;
    due_ = next_ - jitter + random_span(2 * jitter);
    return passed;
  }

 private:
  Micros random_span(Micros bound) {
    const auto limit = std::min<std::int64_t>(bound.count(), UINT32_MAX);
    return limit <= 0 ? Micros{0} : Micros{random_.below(static_cast<std::uint32_t>(limit))};
  }

  Millis interval_;
  Random& random_;
  SteadyTime next_;
  SteadyTime due_;
};

/// A run that was wanted beside those of the grid.
struct ExtraRun {
  SteadyTime due;
  asio::cancellation_signal drop;  ///< One signal serves one coroutine: the next wish brings its own.
};

void rethrow_unless_aborted(std::exception_ptr error) {
  try {
    rethrow(error);
  } catch (const asio::system_error& stopped) {
    if (stopped.code() != asio::error::operation_aborted) throw;
  }
}

}  // namespace

struct Scheduler::Loop {
  Job job;
  asio::cancellation_signal wake;
  bool is_stopped = false;
  bool is_running = false;
  bool is_extra = false;  ///< The run under way is one that was wanted.
  SteadyTime begun{};     ///< The run under way.
  SteadyTime next_due{};
  std::shared_ptr<ExtraRun> extra;

  /// Does not wait for the runs that it begins: it is to tell of those that they hold up. Each coroutine
  /// keeps the loop alive: a run under way may outlast the scheduler's interest in it.
  static Task<void> repeat(std::shared_ptr<Loop> self, WaitableClock& clock, Random& random,
                           std::shared_ptr<std::size_t> running) {
    const auto executor = co_await asio::this_coro::executor;
    Grid grid(clock.steady(), self->job.interval, random);
    self->next_due = grid.due();
    while (!self->is_stopped) {
      co_await clock.sleep_until(grid.due());
      SteadyTime due = grid.due();
      // A run that ends before the next one's point is in nobody's way, wherever the jitter put that one.
      if (self->is_running) {
        due = std::max(due, grid.point());
        co_await clock.sleep_until(due);
      }
      if (self->is_stopped) co_return;
      const SteadyTime now = clock.steady();
      self->begun += now - due;  // a run under way stood still as well
      const auto slept_through = grid.advance(now);
      self->next_due = grid.due();
      if (!self->is_running) {
        self->is_extra = false;
        self->begin(executor, self, clock, due, running);
      } else if (!self->is_extra) {
        self->tell(Overrun::Cause::run_before, 1, now);
      }
      if (slept_through > 0) self->tell(Overrun::Cause::halt, slept_through, now);
    }
  }

  /// An extra run that lasts beyond the grid's next point stands for that run.
  static Task<void> run_extra(std::shared_ptr<Loop> self, std::shared_ptr<ExtraRun> extra,
                              WaitableClock& clock, std::shared_ptr<std::size_t> running) {
    const auto executor = co_await asio::this_coro::executor;
    co_await clock.sleep_until(extra->due);
    if (self->extra != extra) co_return;
    self->extra.reset();
    if (self->is_stopped || self->is_running) co_return;
    self->is_extra = true;
    self->begin(executor, self, clock, extra->due, running);
  }

  void tell(Overrun::Cause cause, std::uint64_t count, SteadyTime now) const {
    const auto lasted =
        cause == Overrun::Cause::halt ? Micros{0} : std::chrono::duration_cast<Micros>(now - begun);
    job.on_overrun({.cause = cause, .count = count, .running = lasted});
  }

  void drop_extra() {
    if (extra) std::exchange(extra, nullptr)->drop.emit(asio::cancellation_type::terminal);
  }

  void begin(const asio::any_io_executor& executor, std::shared_ptr<Loop> self, WaitableClock& clock,
             SteadyTime due, std::shared_ptr<std::size_t> running) {
    is_running = true;
    begun = clock.steady();
    ++*running;
    asio::co_spawn(executor, run_once(std::move(self), clock, due, std::move(running)),
                   rethrow_unless_aborted);
  }

  static Task<void> run_once(std::shared_ptr<Loop> self, WaitableClock& clock, SteadyTime due,
                             std::shared_ptr<std::size_t> running) {
    // Whoever ran between its being due and this turn may have stopped it.
    if (!self->is_stopped) co_await self->job.run(std::chrono::duration_cast<Micros>(clock.steady() - due));
    --*running;
    self->is_running = false;
  }
};

Scheduler::Scheduler(asio::any_io_executor executor, WaitableClock& clock, Random& random)
    : executor_(std::move(executor)), clock_(clock), random_(random) {}

Scheduler::~Scheduler() {
  for (auto& [id, loop] : jobs_) loop->is_stopped = true;
}

void Scheduler::start(Job job) {
  stop(job.id);
  auto loop = std::make_shared<Loop>();
  const auto id = job.id;
  loop->job = std::move(job);
  jobs_[id] = loop;
  asio::co_spawn(executor_, Loop::repeat(loop, clock_, random_, running_),
                 asio::bind_cancellation_slot(loop->wake.slot(), rethrow_unless_aborted));
}

void Scheduler::hasten(const std::string& id, SteadyTime due) {
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return;
  const auto& loop = found->second;
  const auto at = std::max(due, clock_.steady());
  if (at >= loop->next_due || (loop->extra && loop->extra->due <= at)) return;
  loop->drop_extra();
  auto extra = std::make_shared<ExtraRun>();
  extra->due = at;
  loop->extra = extra;
  asio::co_spawn(executor_, Loop::run_extra(loop, extra, clock_, running_),
                 asio::bind_cancellation_slot(extra->drop.slot(), rethrow_unless_aborted));
}

void Scheduler::stop(const std::string& id) {
  const auto found = jobs_.find(id);
  if (found == jobs_.end()) return;
  const auto loop = found->second;
  jobs_.erase(found);
  loop->is_stopped = true;
  loop->wake.emit(asio::cancellation_type::terminal);
  loop->drop_extra();
}

void Scheduler::stop_all() {
  while (!jobs_.empty()) stop(jobs_.begin()->first);
}

}  // namespace cutwatch
