#pragma once
#include "core/address/ip_address.hpp"
#include "core/cutover/plan.hpp"
#include "core/dns/resolver.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::config {

/// All that the agent is told (docs/config.md).
struct Config {
  std::vector<Endpoint> listen;    ///< [web] listen
  std::vector<IpAddress> sources;  ///< [agent] source: addresses that probes leave from
  std::string state_path;          ///< [state] path; ":memory:" for none
  bool is_volatile_mail = false;   ///< [state] volatile_mail: send probes though nothing is recorded durably
  std::vector<dns::Resolver> resolvers;
  std::vector<cutover::Plan> cutovers;
};

/// One complaint, in the form that editors jump to.
struct ConfigError {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string key;      ///< dotted path: "cutover[0].record[1].rrtype"; "(syntax)" when the file is no TOML
  std::string message;  ///< "expected one of MX, A, AAAA ..., got \"MXX\""
  friend bool operator==(const ConfigError&, const ConfigError&) = default;
};

/// "cutwatch.toml:7:11: cutover[0].kind: expected one of proxy, address, server, got \"prox\"". One line,
/// printable.
std::string to_string(const ConfigError& error);

/// What the configuration refers to outside its own text; given in, so that reading stays a pure function.
struct Surroundings {
  std::vector<Endpoint> system_resolvers;  ///< of resolv.conf(5)
  std::expected<std::string, std::string> (*read_secret)(
      const std::string& path);  ///< the text, or why it cannot be used
};

/// All complaints at once, in the order of the file; unknown keys are complaints too.
std::expected<Config, std::vector<ConfigError>> read_config(std::string_view text, const std::string& file,
                                                            const Surroundings& surroundings);

}  // namespace cutwatch::config
