#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <cstddef>

// What is known of a watched record.
namespace cutwatch::cutover {

/// An empty one when nothing is known yet. It points into `domain`, which must outlive it.
const RecordState& state_of(const WatchedRecord& record, const DomainState& domain);

/// The stage that is "new", by the authorities and by those that have left the delegation. Pure.
std::size_t target_of(const WatchedRecord& record, const RecordState& state);

}  // namespace cutwatch::cutover
