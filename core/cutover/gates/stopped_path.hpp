#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace cutwatch::cutover {

/// A round trip sends nothing down a path for now: its server refused too many messages in a row for good
/// (core/snapshot/refusal_streak.hpp).
struct StoppedPath {
  WallTime until;
  std::uint32_t refused = 0;  ///< In a row.
};

/// nullopt while it sends; of mail as DNS says, of the destination that is left out for the longest. Pure.
std::optional<StoppedPath> stopped_path(const Plan& plan, const DomainState& state, const RoundTrip& trip,
                                        Path path, WallTime now);

/// "; nothing is sent down the new path until …", to go behind a sentence on what is missing; empty while it
/// sends.
std::string words_on_stop(const Evidence& evidence, const RoundTrip& trip, Path path);

/// Whether the server was refusing when it was last heard, and nobody could have heard otherwise since:
/// during a stop, and until the message that follows it must have told.
bool is_known_to_refuse(const Evidence& evidence, const RoundTrip& trip, Path path);

/// What is known to refuse, by the first round trip in the plan's order: in words, without a full stop.
/// nullopt where none does.
std::optional<std::string> refusals_known(const Evidence& evidence, Path path);

/// The same of those whose last refusal did not come from the server of `allowed`, which may refuse.
std::optional<std::string> refusals_known_but_by(const Evidence& evidence, Path path, Path allowed);

}  // namespace cutwatch::cutover
