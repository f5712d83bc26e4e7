#pragma once
#include "core/metrics/metrics.hpp"
#include "core/snapshot/snapshot_cell.hpp"
#include "probes/scheduled_probe.hpp"
#include "runtime/scheduler.hpp"

#include <asio/io_context.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cutwatch {

/// Runs the probes that the plans ask for, folds what they see, and publishes the result. Belongs to the
/// event loop's thread; the snapshot cell may be read on any.
class Watcher {
 public:
  /// What the probes work with. The agent owns it all, and it outlives the watcher and the event loop.
  struct Tools {
    asio::io_context& io;
    WaitableClock& clock;
    KernelRandom& random;
    net::DnsTransport& dns;
    net::SmtpClient& smtp;
    net::ImapClient& imap;
    MessageJournal& journal;
  };
  /// Told of every observation, with the snapshot after it.
  using Listener = std::function<void(const Observation&, const Snapshot&)>;

  Watcher(Tools tools, metrics::Watched watched, Snapshot initial, SnapshotCell& cell);

  void listen(Listener listener) { listeners_.push_back(std::move(listener)); }
  /// Begins all probes.
  void start();
  /// Begins no further run.
  void stop();
  /// Runs under way.
  std::size_t running() const { return scheduler_.running(); }

  /// Folds one observation and publishes soon. Also how the journal makes a message known before it is sent.
  void observe(const Observation& observation);

  const Snapshot& snapshot() const { return snapshot_; }
  const metrics::Watched& watched() const { return watched_; }

 private:
  void reconcile();
  void schedule(const ScheduledProbe& planned);
  Task<void> run_once(ScheduledProbe planned, Micros lateness);
  Shared<DomainState> known(const std::string& domain) const;
  void publish_soon();
  Task<void> publish_later();

  Tools tools_;
  metrics::Watched watched_;
  Snapshot snapshot_;
  SnapshotCell& cell_;
  Scheduler scheduler_;
  std::vector<Listener> listeners_;
  std::map<std::string, Millis> scheduled_;  ///< Interval by probe id.
  bool is_publication_due_ = false;
  bool is_stopped_ = false;
};

}  // namespace cutwatch
