#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Asks one resolver for one watched record: what it holds, and for how much longer.
/// Observes ResolverAnswered.
std::vector<ScheduledProbe> plan_resolver_probes(const Inventory& inventory);

}  // namespace cutwatch
