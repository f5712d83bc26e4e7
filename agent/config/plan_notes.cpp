#include "agent/config/plan_notes.hpp"

#include "core/text/date.hpp"

#include <fmt/core.h>

namespace cutwatch::config {

std::vector<std::string> notes_on(const Config& config, WallTime now) {
  std::vector<std::string> notes;
  for (const auto& plan : config.cutovers) {
    if (plan.planned_at && *plan.planned_at < now) {
      notes.push_back(
          fmt::format("{}: planned_at {} is past: right if the records have changed since, otherwise set the "
                      "new time",
                      plan.label(), rfc3339(*plan.planned_at)));
    }
    for (const auto& each : plan.maintenance) {
      if (each.until > now) continue;
      notes.push_back(fmt::format("{}: the maintenance until {} is over", plan.label(), rfc3339(each.until)));
    }
  }
  return notes;
}

}  // namespace cutwatch::config
