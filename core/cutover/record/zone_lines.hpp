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

/// What a step publishes: the records that change in it, with the TTL that they have now; the low TTL in
/// `lower_ttl`, and the one from before the cutover in `done`, of those that the switch changes as well.
/// Empty where a step publishes nothing.
std::vector<std::string> lines_to_publish(const Plan& plan, const DomainState& state, Step step);

/// Whether a record has changed with the switch or later, so that there is a stage to take it back to.
bool is_to_go_back(const Plan& plan, const WatchedRecord& record, const RecordState& state);

/// What leads mail down the old path again: what the switch and the steps after it have changed, as it was
/// before the switch. One step back from the last would still lead to the new path first.
std::vector<std::string> lines_to_roll_back(const Plan& plan, const DomainState& state);

}  // namespace cutwatch::cutover
