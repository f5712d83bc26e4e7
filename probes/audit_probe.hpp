#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Reads of the mail that newly arrives in a mailbox, where its owner allows it, the Received lines and the
/// Message-ID, and nothing else; keeps nothing of it but what shows that a message went around the proxy.
/// Sets no flag. Begins with what comes after the first look. Observes MailboxAudited.
std::vector<ScheduledProbe> plan_audit_probes(const Inventory& inventory);

}  // namespace cutwatch
