#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Looks into each mailbox that a round trip names as `bounces` for what servers report of our messages.
/// Reads only, sets no flag, and reads nothing but what looks like a bounce. Does not log in where that was
/// refused three times within the hour. Observes ReportsRead, or nothing
/// while no message was ever sent.
std::vector<ScheduledProbe> plan_bounce_probes(const Inventory& inventory);

}  // namespace cutwatch
