#pragma once
#include "core/cutover/plan/plan.hpp"

#include <vector>

namespace cutwatch::config {

/// Tells each plan which of the others have a server, old or new, at one of its old server's addresses,
/// whatever the port. All plans are complete otherwise.
void settle_shared_servers(std::vector<cutover::Plan>& plans);

}  // namespace cutwatch::config
