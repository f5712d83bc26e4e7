#pragma once
#include "agent/config/config.hpp"
#include "core/time/time.hpp"

#include <string>
#include <vector>

namespace cutwatch::config {

/// What is no fault of the file and may all the same be a slip, by the time that it is: one sentence each.
/// Pure.
std::vector<std::string> notes_on(const Config& config, WallTime now);

/// Those of them on cutovers whose round trips are not sent. Pure.
std::vector<std::string> notes_on_silence(const Config& config);

}  // namespace cutwatch::config
