#include "agent/log/overdue_runs.hpp"

#include "core/time/seconds.hpp"

#include <fmt/core.h>

namespace cutwatch {

std::optional<std::string> OverdueRuns::line_for(const ProbeSkipped& skipped) {
  if (skipped.reason != SkipReason::still_running) return std::nullopt;
  const auto [place, is_first] = overdue_.insert_or_assign(skipped.run, LastRun::held_up_others);
  if (!is_first) return std::nullopt;
  return fmt::format("{}: a run has lasted for {:.0f} s and has not ended; the next is left out", skipped.run,
                     seconds_of(skipped.running_for));
}

std::optional<std::string> OverdueRuns::line_for(const ProbeRan& ran) {
  const auto found = overdue_.find(ran.run);
  if (found == overdue_.end()) return std::nullopt;
  if (std::exchange(found->second, LastRun::ended) == LastRun::held_up_others) return std::nullopt;
  overdue_.erase(found);
  return fmt::format("{}: runs end before the next is due again", ran.run);
}

}  // namespace cutwatch
