#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/metrics/family_set.hpp"
#include "core/snapshot/snapshot.hpp"
#include "core/time/time.hpp"

#include <optional>

namespace cutwatch::metrics {

/// What mail servers' logs told: of each server a log of which is named, every series from the start; since
/// the switch, of who sent to the old server before. Pure.
void add_server_log_metrics(FamilySet& out, const cutover::Plan& plan, const DomainState& state,
                            std::optional<WallTime> switched_since);

}  // namespace cutwatch::metrics
