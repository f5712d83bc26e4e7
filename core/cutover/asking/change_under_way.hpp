#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"
#include "core/time/time.hpp"

#include <optional>

namespace cutwatch::cutover {

/// A record that has begun to change, and whose old copies may live still.
struct ChangeUnderWay {
  std::optional<WallTime> until;  ///< When the last of them has ended; none while servers are waited for.
};

/// Whether a record is between the first authority that publishes the target and the end of what it published
/// before (the bound `changed`). Only of changes that were seen: who comes to a record that is the same
/// everywhere knows of none, and the two days that are assumed of the time before count for nothing. Pure.
std::optional<ChangeUnderWay> change_under_way(const WatchedRecord& record, const RecordState& state,
                                               WallTime now);

}  // namespace cutwatch::cutover
