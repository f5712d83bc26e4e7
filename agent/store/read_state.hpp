#pragma once
#include "core/failure/failure.hpp"
#include "core/metrics/metrics.hpp"
#include "core/snapshot/snapshot.hpp"

#include <string>
#include <vector>

namespace cutwatch::store {

/// What a state file knows of the domains that are watched.
struct StateRead {
  Snapshot snapshot;
  WallTime last_written;  ///< The newest that its rows tell; when the file was written, where there are none.
  bool is_in_use = false;            ///< An agent has it open, and knows more than it has written.
  std::vector<std::string> damaged;  ///< Rows that were left out, and why.
};

/// Reads the state file of an agent that runs, or ran, and leaves it as it is; one of an older schema too.
/// As after a start, with one difference: every evidence is as old as it is, a name server's last answer too.
/// Errors: storage (no file, no database, a newer schema).
Result<StateRead> read_state(const std::string& path, const metrics::Watched& watched);

}  // namespace cutwatch::store
