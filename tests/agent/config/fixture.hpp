#pragma once
#include "agent/config/config.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace cutwatch::config::test {

/// What the fake secret files hold; no complaint may ever show it.
inline constexpr std::string_view kSecret = "correct horse battery staple";

/// The Ed25519 key of RFC 8463, Appendix A.2.
inline constexpr std::string_view kDkimKey =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

/// A host with one resolver of its own, where every secret exists but "/run/secrets/missing".
inline Surroundings surroundings() {
  return {.system_resolvers = {parse_endpoint("127.0.0.53", 53).value()},
          .read_secret = [](const std::string& path) -> SecretText {
            if (path == "/run/secrets/missing") return std::unexpected("the file cannot be read");
            return std::string(kSecret);
          },
          .read_key = [](const std::string& path) -> SecretText {
            if (path == "/run/secrets/missing") return std::unexpected("the file cannot be read");
            return std::string(path.ends_with(".pem") ? kDkimKey : kSecret);
          }};
}

inline std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string test_file(std::string_view name) { return CUTWATCH_CONFIG_TESTS "/" + std::string(name); }

inline std::expected<Config, std::vector<ConfigError>> read(std::string_view text) {
  return read_config(text, "t.toml", surroundings());
}

/// The complaints as lines; empty when there are none.
inline std::string complaints(std::string_view text) {
  const auto config = read(text);
  std::string out;
  if (!config) {
    for (const auto& error : config.error()) out += to_string(error) + "\n";
  }
  return out;
}

}  // namespace cutwatch::config::test
