#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Looks up the targets of the MX that is published and names what is wrong with them. Observes MxLinted, or
/// nothing while no authority is known to publish an MX.
std::vector<ScheduledProbe> plan_mx_lint_probe(const Inventory& inventory);

}  // namespace cutwatch
