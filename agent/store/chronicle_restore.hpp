#pragma once
#include "agent/store/chronicle_store.hpp"
#include "core/metrics/metrics.hpp"

namespace cutwatch::store {

/// The snapshot with what a file told of judgements and of records that were noted, of what is watched. Pure.
Snapshot with_chronicles(Snapshot snapshot, const KeptChronicles& kept, const metrics::Watched& watched);

}  // namespace cutwatch::store
