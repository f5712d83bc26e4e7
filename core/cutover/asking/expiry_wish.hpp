#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <optional>
#include <string>

namespace cutwatch::cutover {

/// When a resolver that still holds an old copy is to be asked beside its interval: just after the copy must
/// have ended, by its TTL. nullopt unless all authorities publish the target (before that the interval is
/// enough), for copies whose end their TTL does not tell, and for those that end right after the last look: a
/// resolver that goes on giving old data with a TTL of seconds is not asked every few seconds. Nor is one for
/// copies that it came with after the last honest one had ended. Pure.
std::optional<WallTime> next_old_end(const WatchedRecord& record, const RecordState& state,
                                     const std::string& resolver, WallTime now);

}  // namespace cutwatch::cutover
