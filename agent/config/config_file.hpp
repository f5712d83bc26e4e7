#pragma once
#include "agent/config/config.hpp"

#include <cstddef>
#include <expected>
#include <string>
#include <vector>

namespace cutwatch::config {

inline constexpr std::size_t kMaxConfigFile = std::size_t{1} << 20;

/// The host's own: resolv.conf(5), and secrets from files. Where resolv.conf names systemd-resolved's stub
/// only, the resolvers behind it are taken from the file that systemd-resolved keeps for that.
Surroundings host_surroundings();

/// Reads a configuration from disk (at most `kMaxConfigFile` bytes) with the host's surroundings. A file that
/// cannot be read is one complaint with the key "(file)". Blocks; for start-up and reload.
std::expected<Config, std::vector<ConfigError>> read_config_file(const std::string& path);

/// The same for a process that serves others meanwhile: it does not open a pipe, which would hold it up until
/// somebody writes to it.
std::expected<Config, std::vector<ConfigError>> reread_config_file(const std::string& path);

/// The same for who reads what an agent left behind, and asks nobody: no secret is read, and passwords are
/// empty.
std::expected<Config, std::vector<ConfigError>> read_config_file_without_secrets(const std::string& path);

}  // namespace cutwatch::config
