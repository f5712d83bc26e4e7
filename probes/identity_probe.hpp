#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Looks who the addresses of the plan's servers are: reverse names that lead back, and how each server calls
/// itself. One probe an address; each observes one IdentitySeen.
std::vector<ScheduledProbe> plan_identity_probes(const Inventory& inventory);

}  // namespace cutwatch
