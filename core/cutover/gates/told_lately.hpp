#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cutwatch::cutover {

/// When a message told what it tells. One that arrived in time may be found long after, when nobody looked.
WallTime told_at(const mail::LedgerEntry& entry, const RoundTrip& trip);

/// Whether something told at `at` may count beside what is fresh. Two messages need three intervals at least
/// to be found, however few evidence counts for; and a turn of all kinds of texts one more than it has
/// messages: what one kind tells counts until its next message does.
bool is_within_reach(const Evidence& evidence, WallTime at, const RoundTrip& trip);

/// All messages of a round trip by the new path that have ended lately, the last to be sent first; none where
/// not one of them did within the time for which evidence counts. Lately is long enough for one of each kind
/// of text that the round trip sends in turn.
std::vector<const mail::LedgerEntry*> told_lately(const Evidence& evidence, const RoundTrip& trip);

/// A kind of text that the round trip sends and none of these messages has; nullopt where each is among them.
/// A path that takes small texts may refuse large ones.
std::optional<mail::BodyKind> kind_not_shown(const RoundTrip& trip,
                                             const std::vector<const mail::LedgerEntry*>& messages);

/// "message 0a1b of main, sent at 2026-12-01T20:00:00Z".
std::string text_of(const mail::LedgerEntry& entry);

}  // namespace cutwatch::cutover
