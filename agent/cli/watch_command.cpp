#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/given_resolvers.hpp"
#include "agent/cli/talk.hpp"
#include "agent/config/duration.hpp"
#include "agent/watch/watch_session.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>

namespace cutwatch::cli {
namespace {

int wrong(const std::string& what) {
  talk("cutwatch watch: {}\n", what);
  return kUsage;
}

Result<std::set<dns::Name>> names_of(const std::vector<std::string>& texts) {
  std::set<dns::Name> names;
  for (const auto& text : texts) {
    const auto name = dns::Name::parse(text);
    if (!name) return std::unexpected(name.error());
    names.insert(*name);
  }
  return names;
}

/// Public resolvers and name servers are asked at most this often; a host of one's own as often as one likes.
Millis least_interval(const std::vector<dns::Resolver>& given) {
  const bool is_all_near = !given.empty() && std::ranges::all_of(given, [](const dns::Resolver& resolver) {
    return resolver.endpoint.address.is_loopback();
  });
  return is_all_near ? Millis{1000} : Millis{10'000};
}

}  // namespace

int watch_command(const WatchOptions& options) {
  const auto domain = dns::Name::parse(options.domain);
  if (!domain) return wrong(domain.error().detail);
  const auto old_hosts = names_of(options.old_hosts);
  if (!old_hosts) return wrong(old_hosts.error().detail);
  const auto new_hosts = names_of(options.new_hosts);
  if (!new_hosts) return wrong(new_hosts.error().detail);
  const auto both =
      std::ranges::find_if(*old_hosts, [&](const auto& host) { return new_hosts->contains(host); });
  if (both != old_hosts->end())
    return wrong(fmt::format("--old and --new: {} cannot be what only one MX names", both->text()));
  const auto given = given_resolvers(options.resolvers, options.ca_file);
  if (!given) return wrong(given.error().detail);
  const auto interval = config::parse_duration(options.interval);
  if (!interval) return wrong("--interval: expected a duration such as 10s");
  const auto original_ttl = config::parse_duration(options.original_ttl);
  if (!options.original_ttl.empty() && (!original_ttl || *original_ttl < Seconds{1}))
    return wrong("--original-ttl: expected a duration of 1s or more, such as 24h");
  const auto least = least_interval(*given);
  if (*interval < least)
    return wrong(fmt::format("--interval: expected at least {}", config::duration_text(least)));
  return run_watch({.domain = *domain,
                    .resolvers = given->empty() ? default_resolvers() : *given,
                    .hints = {.old_hosts = *old_hosts, .new_hosts = *new_hosts},
                    .interval = *interval,
                    .original_ttl = original_ttl});
}

}  // namespace cutwatch::cli
