#pragma once
#include "core/cutover/plan/plan.hpp"

namespace cutwatch::config {

/// Gives every record of a plan what its bounds rest on: what the operator says of the TTLs before, the
/// margin, the name servers that are done without, and the old server's names. The plan is complete
/// otherwise.
void settle_bounds(cutover::Plan& plan);

}  // namespace cutwatch::config
