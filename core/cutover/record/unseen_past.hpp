#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/record/published.hpp"
#include "core/dns/publication.hpp"
#include "core/snapshot/snapshot.hpp"

namespace cutwatch::cutover {

/// What may have been served while nobody looked: what the operator says, and of which name servers that is
/// said (those that were heard with the first looks at the record: one that joined the delegation later, or
/// was heard only then, counts from the first look at it), and the largest TTL that was noted of the record
/// or that any name server was seen to publish. Pure.
dns::UnseenPast unseen_past(const WatchedRecord& record, const RecordState& state);

/// Whether the TTL of the records is said to have been lowered at this server.
bool is_said_lowered(const WatchedRecord& record, const RecordState& state, const PublishedAt& at);

}  // namespace cutwatch::cutover
