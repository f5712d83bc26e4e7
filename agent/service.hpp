#pragma once
#include "agent/config/config.hpp"

#include <expected>
#include <functional>
#include <vector>

namespace cutwatch {

/// Reads the configuration again, as it is then.
using ReadConfig = std::function<std::expected<config::Config, std::vector<config::ConfigError>>()>;

/// `cutwatch run`: watches until SIGTERM or SIGINT, then ends within five seconds; at SIGHUP goes on with the
/// configuration that `read_again` gives. Returns the exit status: 0 after a signal, 2 when it cannot begin
/// (a listener or the state store), with the reason in the log.
int run_service(const config::Config& config, const ReadConfig& read_again);

}  // namespace cutwatch
