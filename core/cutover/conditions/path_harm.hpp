#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cutwatch::cutover {

/// The messages of one round trip down one path that have ended, the last to be sent first, up to the first
/// that tells nothing of late, by the round trip's slower pace: older news is none (DESIGN §7).
std::vector<const mail::LedgerEntry*> ended_lately(const Evidence& evidence, const RoundTrip& trip,
                                                   Path path);

/// Of messages that go to one place, the last to be sent first, those up to the first that tells nothing of
/// late, where one goes there every `interval`.
std::vector<const mail::LedgerEntry*> up_to_old_news(const Evidence& evidence,
                                                     std::vector<const mail::LedgerEntry*> messages,
                                                     Millis interval);

/// Whether the last two of these, the last to be sent first, were refused or lost; what was only put off with
/// a 4xx until it was given up is neither, but by the old path.
bool is_harmed(const std::vector<const mail::LedgerEntry*>& messages);

/// What shows that a path harms mail: the last two messages of a round trip down it were refused or lost, one
/// after the other; what the new path put off with a 4xx until it was given up is neither.
struct PathHarm {
  const RoundTrip* trip = nullptr;
  const mail::LedgerEntry* last = nullptr;
  std::string words;  ///< Without a full stop.
};

/// By every round trip that shows it, in the plan's order. With `last` only where the last of them ended so.
std::vector<PathHarm> harms_of(const Evidence& evidence, Path path,
                               std::optional<mail::MessageResult> last = std::nullopt);

/// What shows it first.
std::optional<std::string> harm_of(const Evidence& evidence, Path path,
                                   std::optional<mail::MessageResult> last = std::nullopt);

}  // namespace cutwatch::cutover
