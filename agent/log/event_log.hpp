#pragma once
#include "agent/log/late_news.hpp"
#include "agent/log/overdue_runs.hpp"
#include "core/metrics/metrics.hpp"
#include "core/observation/observation.hpp"
#include "core/snapshot/snapshot.hpp"
#include "core/time/clock.hpp"

#include <map>
#include <string>

namespace cutwatch {

/// Writes to the log what an operator would want to read later: when a server's state changed, how each
/// message ended, what failed. What only repeats is not written again.
class EventLog {
 public:
  EventLog(const metrics::Watched& watched, const Clock& clock) : watched_(watched), clock_(clock) {}

  void follow(const Observation& observation, const Snapshot& snapshot);

 private:
  const cutover::WatchedRecord* find(const std::string& domain, const dns::Question& question) const;
  void log_resolver(const ResolverAnswered& seen, const Snapshot& snapshot);
  void log_authority(const AuthorityAnswered& seen, const Snapshot& snapshot);
  void log_late(const cutover::WatchedRecord& record, const DomainState& domain,
                const cutover::ResolverAssessment& seen);
  void log_bound(const cutover::WatchedRecord& record, const DomainState& domain);
  void log_quiet(const cutover::WatchedRecord& record, const RecordState& state);
  void log_calibration(const CalibrationFound& found);
  void log_put_off(const ProbeSkipped& skipped, const Snapshot& snapshot);
  void log_sent_again(const mail::LedgerEntry& entry, const std::string& domain);
  void log_calibration_wait(const ProbeSkipped& skipped, const Snapshot& snapshot);
  void log_failed_write(const StateWriteFailed& failed, const Snapshot& snapshot);
  void log_judgement(const JudgementChanged& changed);
  void log_reporting(const std::string& domain, const mail::LedgerEntry& ended);
  void log_message(const std::string& domain, const std::string& id, const Snapshot& snapshot);
  void log_certificate(const MessageAttempted& attempted, const Snapshot& snapshot);
  void log_reports(const ReportsRead& read, const Snapshot& snapshot);
  void log_mailbox(const MailboxRead& read, const Snapshot& snapshot);
  void log_change(const std::string& subject, const std::string& state);

  const metrics::Watched& watched_;
  const Clock& clock_;
  OverdueRuns overdue_;
  LateNews late_{"original_ttl"};
  std::map<std::string, std::string> last_;  ///< The last state written, by subject.
};

/// Sends the log to standard error, one line an event, with UTC times. Levels: trace, debug, info, warning,
/// error.
void set_up_log(const std::string& level);

}  // namespace cutwatch
