#pragma once
#include "core/observation/observation.hpp"

#include <map>
#include <optional>
#include <string>

namespace cutwatch {

/// Probes whose runs last beyond their interval, each told once when it begins and once when it is over: a
/// mute mail server holds up every run, one after the other.
class OverdueRuns {
 public:
  /// What to write of a run that was left out; nullopt where that is known already, or had another reason.
  std::optional<std::string> line_for(const ProbeSkipped& skipped);
  /// What to write of a run that ended; nullopt unless it is the first in time again.
  std::optional<std::string> line_for(const ProbeRan& ran);

 private:
  enum class LastRun : std::uint8_t { held_up_others, ended };
  std::map<std::string, LastRun> overdue_;  ///< By the scheduled probe's id.
};

}  // namespace cutwatch
