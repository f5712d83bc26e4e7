#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Looks into one mailbox for the messages that are in flight to it. Reads only, sets no flag, and takes only
/// messages that carry our token. Does not log in where that was refused three times within the hour.
/// Observes MailboxRead, or nothing while no message is on its way; OwnMailAstray where one of them came to
/// the old server around the proxy.
std::vector<ScheduledProbe> plan_mailbox_probes(const Inventory& inventory);

}  // namespace cutwatch
