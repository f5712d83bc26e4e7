#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/metrics/family_set.hpp"
#include "core/snapshot/snapshot.hpp"

namespace cutwatch::metrics {

/// What servers' queues held at the last look; nothing where there was none of late. Of a list that was
/// longer than is read, what was read: the queue is no shorter, and no younger. Pure.
void add_queue_metrics(FamilySet& out, const cutover::Plan& plan, const DomainState& state, WallTime now);

}  // namespace cutwatch::metrics
