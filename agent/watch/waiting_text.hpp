#pragma once
#include "agent/watch/watch_session.hpp"
#include "core/snapshot/snapshot.hpp"

#include <string>

namespace cutwatch {

/// What to say while no name server of the domain is found: who is asked, why it failed, what to do.
std::string waiting_for_authorities(const WatchRequest& request, const RecordState& state);

}  // namespace cutwatch
