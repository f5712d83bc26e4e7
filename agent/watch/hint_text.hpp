#pragma once
#include "agent/watch/watch_session.hpp"
#include "core/snapshot/snapshot.hpp"

#include <string>
#include <vector>

namespace cutwatch {

/// What to say of hosts that --old names, and no MX does: they may be misspelled. Nothing before every name
/// server and every resolver has been asked once. Pure.
std::vector<std::string> hint_lines(const WatchRequest& request, const RecordState& state);

}  // namespace cutwatch
