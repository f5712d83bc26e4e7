#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"
#include "core/cutover/plan/step.hpp"

#include <vector>

// Which copies may still live in caches.
namespace cutwatch::cutover {

/// Whether no honest cache holds what was there before the switch.
Verdict judge_previous_stage_expired(const Evidence& evidence);

/// Whether no honest cache leads to the old host any more, by whatever record but its own addresses: they go
/// when it is retired.
Verdict judge_old_host_expired(const Evidence& evidence);

/// The same in the end, its own addresses included.
Verdict judge_all_old_host_expired(const Evidence& evidence);

/// The records that lead to the old host and have to stop doing so before a step.
std::vector<RecordEvidence> leaving_old_host(const Evidence& evidence, Step before);

/// The first two for one record.
Verdict previous_stage_expired(const Evidence& evidence, const RecordEvidence& of);
Verdict old_host_expired(const Evidence& evidence, const RecordEvidence& of);

/// Whether no resolver that is watched holds such a copy, honest or not; those that the operator accepts
/// by id do not count.
Verdict judge_no_live_copies(const Evidence& evidence);

}  // namespace cutwatch::cutover
