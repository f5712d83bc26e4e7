#pragma once
#include "agent/disturbances.hpp"
#include "agent/probe_schedule.hpp"
#include "core/metrics/metrics.hpp"
#include "core/snapshot/snapshot_cell.hpp"
#include "probes/scheduled_probe.hpp"
#include "runtime/clock_watch.hpp"
#include "runtime/query_pace.hpp"

#include <asio/io_context.hpp>

#include <functional>
#include <map>
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
    Random& random;
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
  /// Goes on with another configuration: what it names no more is forgotten, what it names anew begins, with
  /// what `recalled` knows of it; the rest goes on undisturbed. Published at once.
  void reload(metrics::Watched now, const Snapshot& recalled);
  /// Begins no further run.
  void stop();
  /// Runs under way.
  std::size_t running() const { return schedule_.running(); }

  /// Folds one observation and publishes soon. Also how the journal makes a message known before it is sent.
  void observe(const Observation& observation);

  const Snapshot& snapshot() const { return snapshot_; }
  const metrics::Watched& watched() const { return watched_; }

 private:
  void reconcile();
  void take_configured_servers();
  Task<void> run_once(ScheduledProbe planned, Micros lateness);
  bool is_watched(const Observation& observation) const;
  void index_plans();
  Shared<DomainState> known(const std::string& domain) const;
  cutover::Occasion occasion() const;
  void take(const Observation& observation);
  Task<void> watch_clock();
  void notice_clock_step();
  void publish_soon();
  Task<void> publish_later();

  Tools tools_;
  metrics::Watched watched_;
  Snapshot snapshot_;
  SnapshotCell& cell_;
  ProbeSchedule schedule_;
  QueryPace pace_;
  ClockWatch clock_watch_;
  SteadyTime watching_since_;
  Disturbances disturbances_;
  std::vector<Listener> listeners_;
  std::map<std::string, const cutover::Plan*> plans_;  ///< By label.
  bool is_publication_due_ = false;
};

}  // namespace cutwatch
