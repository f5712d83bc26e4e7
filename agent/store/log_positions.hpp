#pragma once
#include "agent/store/database.hpp"
#include "core/observation/log_position.hpp"

#include <compare>
#include <map>
#include <string>
#include <vector>

namespace cutwatch::store {

/// One log of a cutover.
struct LogKey {
  std::string domain;
  std::string role;    ///< "old" or "new".
  std::string source;  ///< Its path, or "journal".
  friend auto operator<=>(const LogKey&, const LogKey&) = default;
};

/// How far each has been read: what is not in here yet is read again after a restart.
using LogPositions = std::map<LogKey, LogPosition>;

/// Schema 10.
Result<void> add_log_position_table(Database& database);

/// To be called in the transaction that writes what the lines up to there said: no line is counted twice, and
/// none is left out, wherever the agent ends. Errors: storage.
Result<void> set_log_positions(Database& database, const LogPositions& positions);

/// All of them; a row that holds no position is left out and told of among those that are `damaged`, and its
/// log is begun as one of which nothing is remembered. Errors: storage.
Result<LogPositions> load_log_positions(Database& database, std::vector<std::string>& damaged);

}  // namespace cutwatch::store
