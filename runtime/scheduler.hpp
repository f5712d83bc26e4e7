#pragma once
#include "runtime/random.hpp"
#include "runtime/task.hpp"

#include <asio/any_io_executor.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace cutwatch {

/// Runs of a job that were left out.
struct Overrun {
  enum class Cause : std::uint8_t {
    run_before,  ///< it had not ended
    halt,        ///< the process was stopped or held up: their time passed without it
  };
  Cause cause = Cause::run_before;
  std::uint64_t count = 0;
  Micros running{};  ///< How long the run that is in their way has lasted, while the process ran.
};

/// Something to be done again and again.
struct Job {
  std::string id;                                  ///< Unique in the scheduler.
  Millis interval{};                               ///< Between the beginnings of two runs.
  std::function<Task<void>(Micros lateness)> run;  ///< Must not throw; `lateness` is how long after due.
  std::function<void(Overrun)> on_overrun;         ///< Called as each is left out, not when the run ends.
};

/// Runs jobs at their intervals, each with a jitter of a tenth of its interval, so that many jobs spread out.
/// A job never overlaps itself: runs that fall due while it is running are left out and counted, there and
/// then. Times come from the steady clock, so a step of the wall clock changes nothing. Belongs to the event
/// loop's thread.
class Scheduler {
 public:
  Scheduler(asio::any_io_executor executor, WaitableClock& clock, Random& random);
  ~Scheduler();

  /// Begins a job; its first run comes at a random point of the first interval, or of the first second if
  /// that is shorter.
  void start(Job job);
  /// Wants one run more at `due`, at once if that is past. Of several wishes the earliest counts. None is
  /// granted that is not before the next run anyhow, nor one that meets a run under way; the interval's own
  /// runs stay where they are. Unknown ids are ignored.
  void hasten(const std::string& id, SteadyTime due);
  /// Ends a job before its next run; a run under way is left to end by itself. Unknown ids are ignored.
  void stop(const std::string& id);
  void stop_all();
  bool has(const std::string& id) const { return jobs_.contains(id); }
  /// Runs under way at this moment.
  std::size_t running() const { return *running_; }

 private:
  struct Loop;
  asio::any_io_executor executor_;
  WaitableClock& clock_;
  Random& random_;
  std::map<std::string, std::shared_ptr<Loop>> jobs_;
  std::shared_ptr<std::size_t> running_ = std::make_shared<std::size_t>(0);
};

}  // namespace cutwatch
