#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Asks each address of both servers, without a message, which of the configured recipients it would take.
/// One probe an address; each observes one RecipientsAsked.
std::vector<ScheduledProbe> plan_recipients_probes(const Inventory& inventory);

}  // namespace cutwatch
