#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Asks one resolver for one watched record: what it holds, and for how much longer.
/// Observes ResolverAnswered, or ProbeSkipped where asking would do harm (core/cutover/asking/asking.hpp).
std::vector<ScheduledProbe> plan_resolver_probes(const Inventory& inventory);

}  // namespace cutwatch
