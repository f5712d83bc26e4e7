#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Asks one authoritative server (RD=0) for the zone's serial and then for one watched record: what is
/// published, with which TTL. Observes AuthorityAnswered. The servers are the configured ones, or those that
/// the delegation names.
std::vector<ScheduledProbe> plan_authority_probes(const Inventory& inventory);

}  // namespace cutwatch
