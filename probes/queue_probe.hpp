#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Looks at the queue of each server that the plan names one of, by the program that prints it. Each observes
/// one QueueLooked, unless the agent is stopping.
std::vector<ScheduledProbe> plan_queue_probes(const Inventory& inventory);

}  // namespace cutwatch
