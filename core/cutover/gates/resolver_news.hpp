#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <optional>

namespace cutwatch::cutover {

/// The operator does without this resolver's evidence.
bool is_accepted(const Plan& plan, const dns::Resolver& resolver);

/// What a resolver holds of a record, by a reply that still counts as evidence. Where the copy that it showed
/// has ended since, and none is known to have taken its place, what it showed last, if that was the target:
/// with a TTL shorter than the interval there would never be evidence. nullopt when it says nothing.
std::optional<dns::AnswerState> said_lately(const Evidence& evidence, const RecordEvidence& of,
                                            const ResolverAssessment& resolver);

}  // namespace cutwatch::cutover
