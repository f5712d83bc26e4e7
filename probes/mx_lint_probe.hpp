#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Looks up the targets of the MX that is published and names what is wrong with them. Observes MxLinted,
/// with nothing found out where no authority's last answer is good, or nothing before one has ever been.
std::vector<ScheduledProbe> plan_mx_lint_probe(const Inventory& inventory);

}  // namespace cutwatch
