#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <optional>

namespace cutwatch::cutover {

/// The TTL of a record from before the cutover, as far as it is known: what the operator said, what was
/// noted before the first change, or the largest that a name server was seen to publish. How long an absence
/// is kept is no TTL of the record.
std::optional<Seconds> original_ttl(const WatchedRecord& record, const RecordState& state);

}  // namespace cutwatch::cutover
