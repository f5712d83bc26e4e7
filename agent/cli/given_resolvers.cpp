#include "agent/cli/given_resolvers.hpp"

#include "agent/cli/resolver_text.hpp"
#include "agent/config/config_file.hpp"
#include "core/dns/catalogue.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cli {
namespace {

dns::Resolver local_resolver(std::string id, const Endpoint& endpoint) {
  return {.id = std::move(id), .endpoint = endpoint, .operator_id = std::string(dns::kLocalOperator)};
}

}  // namespace

Result<std::vector<dns::Resolver>> given_resolvers(const std::vector<std::string>& texts,
                                                   const std::string& ca_file) {
  std::vector<dns::Resolver> resolvers;
  for (const auto& text : texts) {
    auto resolver = parse_resolver(text, ca_file);
    if (!resolver) return std::unexpected(resolver.error());
    const bool is_repeated = std::ranges::any_of(resolvers, [&](const dns::Resolver& other) {
      return other.endpoint == resolver->endpoint && other.channel == resolver->channel;
    });
    if (!is_repeated) resolvers.push_back(*std::move(resolver));
  }
  return resolvers;
}

Result<std::vector<dns::Resolver>> system_resolvers(const std::vector<Endpoint>& named_by_system) {
  if (named_by_system.empty())
    return fail(FailureKind::malformed, "the system names no resolver; give one with --resolver");
  std::vector<dns::Resolver> resolvers;
  for (const auto& endpoint : named_by_system)
    resolvers.push_back(local_resolver(to_string(endpoint), endpoint));
  return resolvers;
}

std::vector<dns::Resolver> default_resolvers() {
  auto resolvers = dns::built_in_resolvers();
  std::size_t number = 0;
  for (const auto& endpoint : config::host_surroundings().system_resolvers)
    resolvers.push_back(local_resolver(fmt::format("system-{}", ++number), endpoint));
  return resolvers;
}

}  // namespace cutwatch::cli
