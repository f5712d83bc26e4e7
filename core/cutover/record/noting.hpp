#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <optional>

namespace cutwatch::cutover {

/// What was noted of a record's first stage; null while nothing was.
const NotedRecord* noted_of(const WatchedRecord& record, const RecordState& state);

/// What is to be noted now: every name server publishes the first stage, and it is not noted yet. Pure.
std::optional<NotedRecord> to_note(const WatchedRecord& record, const RecordState& state, WallTime now);

}  // namespace cutwatch::cutover
