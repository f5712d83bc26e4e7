#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Every probe that a plan asks for, by what is known so far. Called again whenever something is found that
/// probes are planned from (a name server); the same question always has the same id.
std::vector<ScheduledProbe> plan_probes(const Inventory& inventory);

}  // namespace cutwatch
