#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <string>
#include <vector>

namespace cutwatch::cutover {

/// When a message told what it tells. One that arrived in time may be found long after, when nobody looked.
WallTime told_at(const mail::LedgerEntry& entry, const RoundTrip& trip);

/// All messages of a round trip by the new path that have ended lately, the last to be sent first; none where
/// not one of them did within the time for which evidence counts.
std::vector<const mail::LedgerEntry*> told_lately(const Evidence& evidence, const RoundTrip& trip);

/// "message 0a1b of main, sent at 2026-12-01T20:00:00Z".
std::string text_of(const mail::LedgerEntry& entry);

}  // namespace cutwatch::cutover
