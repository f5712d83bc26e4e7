#pragma once
#include "core/cutover/conditions/condition.hpp"

// What can be wrong with TTLs, and with when the records change.
namespace cutwatch::cutover {

/// The TTL is still high, and the planned switch is no more than two TTLs away.
std::optional<Finding> ttl_not_lowered(const Evidence& evidence, const RecordEvidence& of);

/// The planned time passed long ago, and nothing has changed.
std::optional<Finding> switch_overdue(const Evidence& evidence, const RecordEvidence& of);

/// The switch began while copies with the high TTL could live, and they still can.
std::optional<Finding> switched_too_early(const Evidence& evidence, const RecordEvidence& of);

/// The TTL was low, and was raised while there is still something to change, or to take back.
std::optional<Finding> ttl_raised_early(const Evidence& evidence, const RecordEvidence& of);

/// All has moved and all old copies ended long ago, but the TTL is still low.
std::optional<Finding> ttl_not_restored(const Evidence& evidence, const RecordEvidence& of);

}  // namespace cutwatch::cutover
