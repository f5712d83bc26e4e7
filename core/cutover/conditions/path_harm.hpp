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

/// Whether the first two of them were refused or lost, one after the other; what the new path put off with a
/// 4xx until it was given up is neither.
bool is_harmed(const std::vector<const mail::LedgerEntry*>& messages);

/// What shows that the new path harms mail: the last two messages down it were refused or lost, one after the
/// other. nullopt when nothing does. In words, without a full stop.
std::optional<std::string> harm_of_new_path(const Evidence& evidence);

/// Whether the last message down the old path arrived, and lately: then there is something to go back to.
bool is_old_path_good(const Evidence& evidence);

}  // namespace cutwatch::cutover
