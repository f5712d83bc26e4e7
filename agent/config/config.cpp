#include "agent/config/config.hpp"

#include "agent/config/config_reader.hpp"
#include "agent/config/document.hpp"
#include "agent/config/sections.hpp"
#include "agent/config/shared_servers.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

namespace cutwatch::config {
namespace {

constexpr std::size_t kMaxMessage = 1024;

// The resolvers come before the cutovers, whose intervals depend on whom they ask.
void read_root(const Node& document, Reading& reading) {
  Reader root(document, {}, "", reading.complaints);
  root.table("web", [&](Reader& web) { read_web(web, reading); });
  root.table("agent", [&](Reader& agent) { read_agent(agent, reading); });
  root.table("state", [&](Reader& state) { read_state(state, reading); });
  root.table("resolvers", [&](Reader& resolvers) { read_resolvers(resolvers, reading); });
  root.each_table("cutover", [&](Reader& cutover) { read_cutover(cutover, reading); });
  root.reject_unknown();
  if (!root.has("cutover")) root.complain("cutover", "missing; expected at least one [[cutover]]");
}

}  // namespace

std::string to_string(const ConfigError& error) {
  return fmt::format("{}:{}:{}: {}: {}", printable(error.file), error.line, error.column, error.key,
                     printable(error.message, kMaxMessage));
}

std::expected<Config, std::vector<ConfigError>> read_config(std::string_view text, const std::string& file,
                                                            const Surroundings& surroundings) {
  const auto document = parse_document(text);
  if (!document) {
    const auto& [at, message] = document.error();
    return std::unexpected(std::vector<ConfigError>{
        {.file = file, .line = at.line, .column = at.column, .key = "(syntax)", .message = message}});
  }
  Reading reading{.config = {},
                  .complaints = Complaints(file),
                  .surroundings = surroundings,
                  .budget = {},
                  .queries = {},
                  .domains = {}};
  read_root(*document, reading);
  if (reading.complaints.count() > 0) return std::unexpected(std::move(reading.complaints).errors());
  settle_shared_servers(reading.config.cutovers);
  reading.config.not_yet = std::move(reading.complaints).not_yet();
  return std::move(reading.config);
}

std::vector<std::string> known_keys(std::string_view text) {
  const auto document = parse_document(text);
  if (!document) return {};
  const Surroundings none{.system_resolvers = {},
                          .read_secret = [](const std::string&) -> SecretText { return ""; },
                          .read_key = [](const std::string&) -> SecretText { return ""; }};
  Reading reading{.config = {},
                  .complaints = Complaints(""),
                  .surroundings = none,
                  .budget = {},
                  .queries = {},
                  .domains = {}};
  read_root(*document, reading);
  return {reading.complaints.asked().begin(), reading.complaints.asked().end()};
}

}  // namespace cutwatch::config
