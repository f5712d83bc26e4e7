#pragma once
#include "core/cutover/record/published.hpp"

#include <optional>

// Whether the TTL that is published is a lower one than before the cutover.
namespace cutwatch::cutover {

/// The lowest TTL that a name server has itself published since the cutover began, where it publishes a
/// higher one now. How long an absence is kept and a TTL are not compared. nullopt: it has not raised it.
std::optional<Seconds> raised_from(const WatchedRecord& record, const RecordState& state,
                                   const PublishedAt& at);

/// Whether something shows that the TTL was higher before, and the name server has not raised it since: the
/// operator says what it was, or some name server has left a higher one. That it was lowered, without from
/// what, shows nothing of the one that is published, nor does a resolver's copy: some resolvers lengthen
/// TTLs.
bool is_lowered(const WatchedRecord& record, const RecordState& state, const PublishedAt& at);

}  // namespace cutwatch::cutover
