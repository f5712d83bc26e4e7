#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

#include <vector>

// What TTLs must have run down, and be put back.
namespace cutwatch::cutover {

/// Whether no honest cache holds a copy with the high TTL any more of what is there before the switch: then
/// the switch takes no longer than the low one. Passes, and says so, where the TTL cannot be changed: the
/// bounds of the change carry it then.
Verdict judge_old_ttl_expired(const Evidence& evidence);

/// The same of what is absent before the switch: the zone's SOA says how long that is kept, which not
/// everybody can change.
Verdict judge_absence_expired(const Evidence& evidence);

/// The records that the two are about.
std::vector<RecordEvidence> there_before_switch(const Evidence& evidence);
std::vector<RecordEvidence> absent_before_switch(const Evidence& evidence);

/// The same for one record, whether its TTL can be changed or not.
Verdict old_ttl_expired(const Evidence& evidence, const RecordEvidence& of);

/// Whether the records have the TTL again that they had before.
Verdict judge_ttl_restored(const Evidence& evidence);

}  // namespace cutwatch::cutover
