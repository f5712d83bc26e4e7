#include "agent/config/config_file.hpp"

#include "agent/config/secret_file.hpp"
#include "core/dns/resolv_conf.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace cutwatch::config {
namespace {

constexpr std::size_t kMaxResolvConf = std::size_t{64} << 10;

/// The file's bytes, or why there are none.
std::expected<std::string, std::string> bounded_contents(const std::string& path, std::size_t most) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return std::unexpected("cannot be read: it is a directory");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return std::unexpected(fmt::format("cannot be read: {}", std::generic_category().message(errno)));
  std::string text(most + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return std::unexpected("cannot be read: the read failed");
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > most) return std::unexpected(fmt::format("is larger than {} bytes", most));
  return text;
}

std::vector<Endpoint> name_servers_of(const std::string& path) {
  const auto text = bounded_contents(path, kMaxResolvConf);
  return text ? dns::parse_resolv_conf(*text) : std::vector<Endpoint>{};
}

std::vector<Endpoint> system_resolvers() {
  auto listed = name_servers_of("/etc/resolv.conf");
  if (!dns::is_only_stub(listed)) return listed;
  auto behind = name_servers_of("/run/systemd/resolve/resolv.conf");
  return behind.empty() ? listed : behind;
}

std::expected<Config, std::vector<ConfigError>> read_file(const std::string& path,
                                                          const Surroundings& surroundings) {
  const auto text = bounded_contents(path, kMaxConfigFile);
  if (!text) {
    return std::unexpected(
        std::vector<ConfigError>{{.file = path, .key = "(file)", .message = text.error()}});
  }
  return read_config(*text, path, surroundings);
}

}  // namespace

Surroundings host_surroundings() {
  return {.system_resolvers = system_resolvers(), .read_secret = read_secret_file, .read_key = read_key_file};
}

std::expected<Config, std::vector<ConfigError>> read_config_file(const std::string& path) {
  return read_file(path, host_surroundings());
}

std::expected<Config, std::vector<ConfigError>> read_config_file_without_secrets(const std::string& path) {
  auto surroundings = host_surroundings();
  surroundings.read_secret = [](const std::string&) -> SecretText { return std::string(); };
  surroundings.read_key = surroundings.read_secret;
  return read_file(path, surroundings);
}

std::expected<Config, std::vector<ConfigError>> reread_config_file(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_fifo(path, error)) {
    return std::unexpected(std::vector<ConfigError>{
        {.file = path, .key = "(file)", .message = "cannot be read again: it is a pipe"}});
  }
  return read_config_file(path);
}

}  // namespace cutwatch::config
