#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/plan/step.hpp"
#include "core/snapshot/snapshot.hpp"

#include <string>
#include <vector>

// What to publish, in the master file format (RFC 1035 §5.1): one line a record.
namespace cutwatch::cutover {

/// One RRset; a comment that tells to remove it where it is to be absent.
std::vector<std::string> zone_lines(const dns::Question& question, const dns::RrSet& rrset, Seconds ttl);

/// The same of what is published, or was: a comment that says so where it is absent.
std::vector<std::string> published_lines(const dns::Question& question, const dns::RrSet& rrset, Seconds ttl);

/// What a step publishes: the records that change in it, with the TTL that they have now, or the low one
/// where they are absent; the low TTL in `lower_ttl`, with a comment where the SOA lets caches keep an
/// absence for longer, and the one from before the cutover in `done`, of those that the switch changes as
/// well. Where the step is behind already, and only some name server has left the plan or gone back, what the
/// others publish. Empty where a step publishes nothing.
std::vector<std::string> lines_to_publish(const Plan& plan, const DomainState& state, Step step);

/// The records that it publishes.
std::vector<const WatchedRecord*> records_to_publish(const Plan& plan, const DomainState& state, Step step);

/// The lines of a later step, while the TTL is still to be lowered: with the TTL that they have then.
std::vector<std::string> lines_once_lowered(const Plan& plan, const DomainState& state, Step step);

/// Whether a record has changed with the switch or later, so that there is a stage to take it back to.
bool is_to_go_back(const Plan& plan, const WatchedRecord& record, const RecordState& state);

/// What leads mail down the old path again: what the switch and the steps after it have changed, as it was
/// before the switch. One step back from the last would still lead to the new path first. With the TTL that
/// they have, or the low one where that is restored.
std::vector<std::string> lines_to_roll_back(const Plan& plan, const DomainState& state);

/// The records that the switch changes and that some name server has with a lower TTL than they had before,
/// as they were. Where a record has changed too, that is taken back first, with the TTL that it has.
std::vector<std::string> lines_to_raise_ttl(const Plan& plan, const DomainState& state);

}  // namespace cutwatch::cutover
