#pragma once
#include "core/cutover/gates/evidence.hpp"

#include <optional>
#include <string>

namespace cutwatch::cutover {

/// What shows that the old server relays mail to the new one and keeps none: the last two messages of a round
/// trip by the old path came to the new mailbox only, lately. None where nothing does. Without a full stop;
/// printable ASCII.
std::optional<std::string> relayed_without_copy(const Evidence& evidence);

}  // namespace cutwatch::cutover
