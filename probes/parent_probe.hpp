#pragma once
#include "probes/scheduled_probe.hpp"

namespace cutwatch {

/// Compares the name servers that a zone's parent names with those that the zone names itself, for the zone
/// of each watched name. None where the name servers are configured, or not found yet.
std::vector<ScheduledProbe> plan_parent_probes(const Inventory& inventory);

}  // namespace cutwatch
