#pragma once
#include "agent/store/database.hpp"
#include "agent/store/log_positions.hpp"
#include "core/metrics/metrics.hpp"
#include "core/snapshot/bypass_state.hpp"
#include "core/snapshot/server_log_state.hpp"
#include "core/snapshot/shared.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace cutwatch::store {

/// What is known of each log, to be written at once.
struct LogChanges {
  std::map<LogKey, Shared<ServerLogState>> logs{};
  std::map<std::string, Shared<BypassState>> bypasses{};  ///< By domain.

  bool empty() const { return logs.empty() && bypasses.empty(); }
};

/// What is read no more and was not written for so long is forgotten.
inline constexpr std::chrono::days kLogsKept{30};
/// The same of what went around the proxy, which is written where something did, or a mailbox is audited.
inline constexpr std::chrono::days kBypassesKept{365};
/// How often that is looked for.
inline constexpr std::chrono::hours kLogsLookedFor{1};

/// What the file had to tell.
struct KeptLogs {
  std::map<LogKey, ServerLogState> logs;
  std::map<std::string, BypassState> bypasses;  ///< By domain.
  std::vector<std::string> damaged;             ///< Rows that were left out, and why; for the log.
};

/// Schema 10: what each log has told, beside how far it was read.
Result<void> add_server_log_table(Database& database);

/// What mail servers' logs told and how far they were read, on disk. Belongs to one thread at a time.
class LogStore {
 public:
  explicit LogStore(Database database) : database_(std::move(database)) {}

  /// Facts and positions of all of them, and what other sources count beside, or nothing at all: no line is
  /// counted twice, and none is left out, wherever the agent ends. `followed` are those that are read now,
  /// however long they have been silent. Errors: storage.
  Result<void> write(const LogChanges& changes, const std::set<LogKey>& followed, WallTime now);
  /// All rows that can be read. Where what was told is damaged the log is gone on with all the same. Errors:
  /// storage.
  Result<KeptLogs> load();

 private:
  Result<void> write_logs(const LogChanges& changes, WallTime now);
  Result<void> write_bypasses(const LogChanges& changes, WallTime now);
  Result<void> forget(WallTime before, const std::set<LogKey>& followed);
  Database database_;
  std::optional<WallTime> looked_;  ///< For what is to be forgotten.
};

/// The snapshot with what a file told of the logs that are read. Pure.
Snapshot with_server_logs(Snapshot snapshot, const KeptLogs& kept, const metrics::Watched& watched);

}  // namespace cutwatch::store
