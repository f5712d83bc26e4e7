#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <optional>

namespace cutwatch::cutover {

/// The TTL of a record from before the cutover, as far as it is known: what was noted before it was lowered;
/// or else what the operator said of all records, what was noted, or the largest that a name server was seen
/// to publish. It was noted before it was lowered when it was no low one, unless the operator says that
/// it had been by then, or that it was more and nobody saw it being lowered from that. How long an absence is
/// kept is no TTL of the record.
std::optional<Seconds> original_ttl(const WatchedRecord& record, const RecordState& state, Seconds low_ttl);

}  // namespace cutwatch::cutover
