#pragma once
#include "agent/config/config.hpp"

namespace cutwatch {

/// `cutwatch run`: watches until SIGTERM or SIGINT, then ends within five seconds. Returns the exit status: 0
/// after a signal, 2 when it cannot begin (a listener or the state store), with the reason in the log.
int run_service(const config::Config& config);

}  // namespace cutwatch
