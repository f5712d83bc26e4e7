#pragma once
#include "core/address/ip_address.hpp"
#include "core/cutover/plan/plan.hpp"
#include "core/dns/resolver.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::config {

/// One complaint, in the form that editors jump to.
struct ConfigError {
  std::string file;
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::string key;  ///< dotted path: "cutover[0].record[1].rrtype"; "(syntax)" when it is no TOML, "(file)"
                    ///< when it cannot be read
  std::string message;  ///< "expected one of MX, A, AAAA ..., got \"MXX\""
  friend bool operator==(const ConfigError&, const ConfigError&) = default;
};

/// "cutwatch.toml:7:11: cutover[0].kind: expected one of proxy, address, server, got \"prox\"". One line,
/// printable.
std::string to_string(const ConfigError& error);

/// All that the agent is told (docs/config.md).
struct Config {
  std::vector<Endpoint> listen;    ///< [web] listen; empty: no HTTP
  bool is_reload_by_http = false;  ///< [web] reload: POST /-/reload reads the configuration again
  std::vector<IpAddress>
      sources;               ///< [agent] source: addresses that probes leave from; empty: the system's choice
  std::string state_path;    ///< [state] path; ":memory:" for none
  Millis state_retention{};  ///< [state] retention: how long ended messages are remembered
  bool is_volatile_mail = false;  ///< [state] volatile_mail: send probes though nothing is recorded durably
  std::vector<dns::Resolver> resolvers;
  std::vector<cutover::Plan> cutovers;
  /// What was read and checked but is not acted upon by this version. To be shown at start and by `config
  /// check`: silence would let the operator believe that it is watched (docs/decisions/0030).
  std::vector<ConfigError> not_yet;

  /// Without a file a restart would forget what is under way.
  bool sends_mail() const { return state_path != ":memory:" || is_volatile_mail; }
};

/// The secret's text, or why it cannot be used; the reason never quotes the text.
using SecretText = std::expected<std::string, std::string>;

/// What the configuration refers to outside its own text; given in, so that reading stays a pure function.
struct Surroundings {
  std::vector<Endpoint> system_resolvers;  ///< of resolv.conf(5)
  std::function<SecretText(const std::string& path)> read_secret;
  /// Of several lines.
  std::function<SecretText(const std::string& path)> read_key = [](const std::string&) -> SecretText {
    return std::unexpected("the file cannot be read");
  };
};

/// All complaints at once, in the order of the file; unknown keys are complaints too. Secrets are never
/// quoted.
std::expected<Config, std::vector<ConfigError>> read_config(std::string_view text, const std::string& file,
                                                            const Surroundings& surroundings);

/// Every key that reading this text asks for, sorted, without indices ("cutover.record.interval"): what the
/// documentation is compared with.
std::vector<std::string> known_keys(std::string_view text);

}  // namespace cutwatch::config
