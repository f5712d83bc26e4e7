#pragma once
#include "core/cutover/evidence.hpp"
#include "core/cutover/verdict.hpp"

// Which copies may still live in caches.
namespace cutwatch::cutover {

/// Whether no honest cache holds what was there before the switch.
Verdict judge_previous_stage_expired(const Evidence& evidence);

/// Whether no honest cache leads to the old host any more, by whatever record.
Verdict judge_old_host_expired(const Evidence& evidence);

/// Whether no resolver that is watched holds such a copy, honest or not; those that the operator accepts
/// by id do not count.
Verdict judge_no_live_copies(const Evidence& evidence);

}  // namespace cutwatch::cutover
