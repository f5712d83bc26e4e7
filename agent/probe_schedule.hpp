#pragma once
#include "probes/scheduled_probe.hpp"
#include "runtime/scheduler.hpp"

#include <asio/any_io_executor.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace cutwatch {

/// Which probes run, and when: those that are planned, at their intervals, and beside these when they want
/// to. Belongs to the event loop's thread.
class ProbeSchedule {
 public:
  /// What a run is. Both are called on the event loop's thread.
  struct Runs {
    std::function<Task<void>(ScheduledProbe, Micros lateness)> run;      ///< Must not throw.
    std::function<void(const ScheduledProbe&, const Overrun&)> overrun;  ///< Runs that were left out.
  };

  ProbeSchedule(const asio::any_io_executor& executor, WaitableClock& clock, Random& random, Runs runs);

  /// Starts those of a domain's probes that are planned and not scheduled, and stops those that are scheduled
  /// and not planned any more.
  void reconcile(const std::string& domain, const std::vector<ScheduledProbe>& planned);
  /// Stops all of a domain's probes.
  void forget(const std::string& domain);
  /// Begins no further run, whatever is planned or wished.
  void stop();
  bool is_stopped() const { return is_stopped_; }
  /// Runs under way.
  std::size_t running() const { return scheduler_.running(); }

  /// A run has ended, with what it saw: grants the next beside the interval, if the probe wants one.
  void note_run(const ScheduledProbe& probe, const std::vector<Observation>& seen, const DomainState& known,
                const cutover::Occasion& occasion);
  /// An authority publishes something else: the domain's probes that waited for that may run now, and others
  /// may want to.
  void wish_again(const std::string& domain, const DomainState& known, const cutover::Occasion& occasion);

 private:
  struct Domain {
    std::map<std::string, ScheduledProbe> probes;  ///< By id.
    std::set<std::string> held;                    ///< Probes whose last run waits for authorities.
  };

  void start(const ScheduledProbe& planned);
  void wish(const ScheduledProbe& probe, const DomainState& known, const cutover::Occasion& occasion);
  /// A little later, so that those who want it at one instant spread out.
  void hasten(const std::string& id, Millis from_now);

  WaitableClock& clock_;
  Random& random_;
  Scheduler scheduler_;
  Runs runs_;
  std::map<std::string, Domain> domains_;
  bool is_stopped_ = false;
};

}  // namespace cutwatch
