#pragma once
#include "agent/config/config_reader.hpp"
#include "core/cutover/plan/plan.hpp"

#include <vector>

namespace cutwatch::config {

/// Complains about a plan that cannot end well: one that moves mail and still leads to the old server when it
/// is over, or whose MX leads to none of its servers at first. `spots` are those of its records, in their
/// order. To be called once the bounds are settled.
void check_plan(Reader& cutover, const cutover::Plan& plan, const std::vector<Spot>& spots);

}  // namespace cutwatch::config
