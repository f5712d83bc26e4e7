#pragma once
#include "probes/scheduled_probe.hpp"

#include <vector>

namespace cutwatch {

/// Sends one message down one path, outbound ones by submission, or as DNS says to the next of the
/// destinations that resolvers lead to; where one of this probe's waits to be sent again, that one instead,
/// as a mail server would. The message is recorded before it is sent, and found by the mailbox probe.
/// Observes MessageAttempted; ProbeSkipped when nothing was sent, because that would exceed a cap, the path
/// is stopped, the log-in was refused too often, or no resolver leads to a server of the plan now;
/// StateWriteFailed and ProbeSkipped when it could not be recorded: then nothing is sent either.
std::vector<ScheduledProbe> plan_round_trip_probes(const Inventory& inventory);

}  // namespace cutwatch
