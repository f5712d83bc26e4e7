#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Looks up the targets of the published MX and names what is wrong with them. Observes MxLinted, or nothing
/// while no authority has shown an MX or an answer is missing: no evidence is no finding.
std::vector<ScheduledProbe> plan_mx_lint_probe(const Inventory& inventory);

}  // namespace cutwatch
