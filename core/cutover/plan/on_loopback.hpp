#pragma once
#include "core/cutover/plan/plan.hpp"

namespace cutwatch::cutover {

/// All that is sent to the server stays on this machine: no cap holds for it (DESIGN §6.7). Pure.
bool is_on_loopback(const Server& server);

}  // namespace cutwatch::cutover
