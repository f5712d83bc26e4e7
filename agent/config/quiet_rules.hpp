#pragma once
#include "core/cutover/plan/plan.hpp"

namespace cutwatch::config {

/// Gives every record of a plan that has been read the rules that its quiet window follows.
void settle_quiet(cutover::Plan& plan);

}  // namespace cutwatch::config
