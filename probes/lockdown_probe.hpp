#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Asks each address of a server that is to be locked, from each configured address and without a message, to
/// take mail for a recipient, as a stranger would; before it a server that is not locked, the control. One
/// probe an address and source; each observes one LockdownTried, unless the agent is stopping.
std::vector<ScheduledProbe> plan_lockdown_probes(const Inventory& inventory);

}  // namespace cutwatch
