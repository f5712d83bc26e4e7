#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <cstddef>
#include <optional>

namespace cutwatch::cutover {

/// The operator does without this resolver's evidence.
bool is_accepted(const Plan& plan, const dns::Resolver& resolver);

/// Whether a resolver has kept old data past their end, and has not let them go as far as is known: its
/// silence does not say so, nor does a new answer, which may be that of another cache behind its address. It
/// is let off by as many new answers, without an old one among them, as would have met another cache, or by
/// one of each cache that gave the old data, where caches give names of their own.
bool is_keeping(const RecordEvidence& of, const ResolverAssessment& resolver);

/// Whether its last answer, if that still counts as evidence, showed what is old when no honest copy of it
/// could be left: one such answer is too few to say what it does, and enough not to pass.
bool gave_old_late(const Evidence& evidence, const RecordEvidence& of, const ResolverAssessment& resolver);

/// How many answers have shown the target since it last showed what is old; 0 where it has kept nothing.
std::size_t news_since_kept(const RecordEvidence& of, const ResolverAssessment& resolver);

/// What a resolver holds of a record, by a reply that still counts as evidence. Where the copy that it showed
/// has ended since, and none is known to have taken its place, what it showed last, if that was the target:
/// with a TTL shorter than the interval there would never be evidence. nullopt when it says nothing.
std::optional<dns::AnswerState> said_lately(const Evidence& evidence, const RecordEvidence& of,
                                            const ResolverAssessment& resolver);

}  // namespace cutwatch::cutover
