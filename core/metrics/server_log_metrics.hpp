#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/metrics/family_set.hpp"
#include "core/snapshot/snapshot.hpp"

namespace cutwatch::metrics {

/// What mail servers' logs told: of each server a log of which is named, every series from the start. Pure.
void add_server_log_metrics(FamilySet& out, const cutover::Plan& plan, const DomainState& state);

}  // namespace cutwatch::metrics
