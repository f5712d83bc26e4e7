#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/server_log/stray_times.hpp"
#include "core/snapshot/snapshot.hpp"

#include <vector>

namespace cutwatch::cutover {

/// What mail that comes to the old server by itself is judged by at `now`. Pure.
StrayTimes stray_times_now(const Plan& plan, const DomainState& state,
                           const std::vector<dns::Resolver>& resolvers, WallTime now);

}  // namespace cutwatch::cutover
