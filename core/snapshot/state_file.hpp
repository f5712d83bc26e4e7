#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <optional>
#include <string>

namespace cutwatch {

/// How it stands with what the agent remembers over restarts. Agent-wide: every domain has the same.
struct StateFile {
  std::optional<WallTime> failing_since;                        ///< Writes fail; none while they do not.
  Failure failure{.kind = FailureKind::storage, .detail = ""};  ///< Of the first that did.
  std::string set_aside;  ///< Where a damaged file was moved, which is still there; empty: none.
  friend bool operator==(const StateFile&, const StateFile&) = default;
};

}  // namespace cutwatch
