#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

// What the name servers themselves must show.
namespace cutwatch::cutover {

/// Whether what is to change was seen, with its TTL, so that there is something to go back to.
Verdict judge_records_noted(const Evidence& evidence);

/// Whether what all name servers publish is planned, for every record: nothing is published over what nobody
/// planned.
Verdict judge_on_plan(const Evidence& evidence);

/// Whether all name servers publish the same for every record of the plan.
Verdict judge_authorities_agree(const Evidence& evidence);

/// Whether every record has reached its last stage.
Verdict judge_old_record_gone(const Evidence& evidence);

}  // namespace cutwatch::cutover
