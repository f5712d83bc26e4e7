#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cutwatch::cutover {

/// The messages of one round trip down one path that have ended, the last to be sent first.
std::vector<const mail::LedgerEntry*> ended_messages(const MailState& mail, const RoundTrip& trip, Path path);

/// The same, up to the first that tells nothing of late: older news is none (DESIGN §7).
std::vector<const mail::LedgerEntry*> ended_lately(const Evidence& evidence, const RoundTrip& trip,
                                                   Path path);

/// What shows that a path harms mail: the last two messages of a round trip down it were refused or lost, one
/// after the other; what the new path put off with a 4xx until it was given up is neither. With `last` only
/// where the last of them ended so. nullopt when nothing does. In words, without a full stop.
std::optional<std::string> harm_of(const Evidence& evidence, Path path,
                                   std::optional<mail::MessageResult> last = std::nullopt);

/// Whether the last message down the old path arrived, and lately: then there is something to go back to.
bool is_old_path_good(const Evidence& evidence);

}  // namespace cutwatch::cutover
