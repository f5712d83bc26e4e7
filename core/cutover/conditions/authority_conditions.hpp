#pragma once
#include "core/cutover/conditions/condition.hpp"

// What can be wrong with the name servers, and with what they publish. Servers that the operator does without
// do not count.
namespace cutwatch::cutover {

/// Two publish different things, for longer than a transfer takes.
std::optional<Finding> authorities_disagree(const Evidence& evidence, const RecordEvidence& of);

/// One does not get what another one has.
std::optional<Finding> authority_lagging(const Evidence& evidence, const RecordEvidence& of);

/// One answers without authority for the zone.
std::optional<Finding> authority_lame(const Evidence& evidence, const RecordEvidence& of);

/// One has not said lately what it publishes, or does not answer at all; or one that has left the delegation
/// never said what a bound waits for.
std::optional<Finding> evidence_too_old(const Evidence& evidence, const RecordEvidence& of);

/// Which name servers there are has not been found for too long.
std::optional<Finding> delegation_not_found(const Evidence& evidence, const RecordEvidence& of);

/// The parent names other servers than the zone does itself.
std::optional<Finding> delegation_differs(const Evidence& evidence, const RecordEvidence& of);

/// What is published is in no stage of the plan.
std::optional<Finding> off_plan(const Evidence& evidence, const RecordEvidence& of);

/// A host that the MX names takes no mail by the rules.
std::optional<Finding> mx_problem(const Evidence& evidence);

}  // namespace cutwatch::cutover
