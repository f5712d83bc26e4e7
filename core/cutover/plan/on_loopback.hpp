#pragma once
#include "core/cutover/plan/plan.hpp"

namespace cutwatch::cutover {

/// All that is sent to the server stays on this machine: no cap holds for it (DESIGN §6.7). Pure.
bool is_on_loopback(const Server& server);

/// The same of all that mail as DNS says may go to: both servers, and every address that the plan watches.
bool is_dns_on_loopback(const Plan& plan);

/// Of what is sent down the path; true for that of a server that the plan does not have. Pure.
bool is_on_loopback(const Plan& plan, Path path);

/// Whether nothing that is sent down the path leaves this machine: to the server, and from it to where the
/// mail of its users goes.
bool stays_on_loopback(const Plan& plan, const RoundTrip& trip, Path path);

}  // namespace cutwatch::cutover
