#pragma once
#include "core/failure/failure.hpp"
#include "core/observation/observation.hpp"
#include "core/time/time.hpp"

#include <map>
#include <string>

namespace cutwatch {

/// That somebody's writes fail.
struct FailingWrites {
  WallTime since;
  Failure failure;  ///< Of the first one.
  friend bool operator==(const FailingWrites&, const FailingWrites&) = default;
};

/// How it stands with what the agent remembers over restarts. Agent-wide: every domain has the same.
struct StateFile {
  std::map<StateWriter, FailingWrites> failing;  ///< Whose writes fail now.
  std::string set_aside;  ///< Where a damaged file was moved, which is still there; empty: none.
  friend bool operator==(const StateFile&, const StateFile&) = default;

  /// Of those that have failed for the longest; null while none fail.
  const FailingWrites* first_failing() const;
};

/// Pure.
StateFile with_failed_write(StateFile state_file, const StateWriteFailed& failed);
StateFile with_write(StateFile state_file, const StateWritten& written);

}  // namespace cutwatch
