#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <vector>

namespace cutwatch::cutover {

// Of one round trip down one path, where it takes that. What was sent to another place than the plan says
// now, or is awaited in another one, tells nothing: the plan was changed since. Nor does what was sent before
// the host's clock was set, nor what ended untold.

/// The messages that have ended, the last to be sent first. Without those before one from the future (the
/// clock was set back between that one and what ended after it). Where the last one to end is from the future
/// itself, it and those like it before it are all there is.
std::vector<const mail::LedgerEntry*> ended_messages(const Evidence& evidence, const RoundTrip& trip,
                                                     Path path);

/// All that have ended of those that went where the plan sends them, whatever the clock did since: those of
/// one clock together, in order of time, the first to be sent first. Instants of different clocks do not
/// compare.
std::vector<std::vector<const mail::LedgerEntry*>> ended_by_clock(const Evidence& evidence,
                                                                  const RoundTrip& trip, Path path);

/// Those that have not, by id.
std::vector<const mail::LedgerEntry*> messages_under_way(const Evidence& evidence, const RoundTrip& trip,
                                                         Path path);

/// The run of deliveries; null when there is none.
const DeliveryRun* run_of(const Evidence& evidence, const RoundTrip& trip, Path path);

/// The last to end of those that ended untold; null when there is none.
const mail::LedgerEntry* untold_message(const Evidence& evidence, const RoundTrip& trip, Path path);

/// One that should be there by now, or in another mailbox that suffices, or of which it should have been
/// reported; null when there is none.
const mail::LedgerEntry* overdue_message(const Evidence& evidence, const RoundTrip& trip, Path path);

}  // namespace cutwatch::cutover
