#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/snapshot/snapshot.hpp"

#include <optional>
#include <string>

// Whether the name servers that are asked are known to be those that resolvers ask (DESIGN §7): a delegation
// may name others at any time.
namespace cutwatch::cutover {

/// How often the name servers of a record are looked for, once they have been found.
Millis delegation_interval(const WatchedRecord& record);

/// Why nothing may rest on the name servers of a record being all there are: when they were last found, too
/// long ago; nullopt while that counts. Configured ones always do. In words, without a full stop.
std::optional<std::string> delegation_too_old(const Plan& plan, const WatchedRecord& record,
                                              const RecordState& state, WallTime now);

}  // namespace cutwatch::cutover
