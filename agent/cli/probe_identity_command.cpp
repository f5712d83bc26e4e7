#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/errand.hpp"
#include "agent/cli/given_resolvers.hpp"
#include "agent/cli/identity_output.hpp"
#include "agent/cli/talk.hpp"
#include "agent/config/config_file.hpp"
#include "agent/config/text_forms.hpp"
#include "core/text/quoted.hpp"
#include "probes/identity_probe.hpp"
#include "probes/name_lookup.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <string_view>

namespace cutwatch::cli {
namespace {

int wrong(const std::string& what) {
  talk("cutwatch probe identity: {}\n", what);
  return kUsage;
}

Result<std::vector<dns::Resolver>> resolvers_of(const ProbeIdentityOptions& options) {
  if (options.resolvers.empty()) return system_resolvers(config::host_surroundings().system_resolvers);
  return given_resolvers(options.resolvers, options.ca_file);
}

/// An address, or a name that can be looked up.
bool is_target(const std::string& text) { return IpAddress::parse(text) || config::parse_host_name(text); }

/// One server, to be greeted or not.
cutover::Plan plan_for(const std::string& host, const std::vector<IpAddress>& addresses,
                       const ProbeIdentityOptions& options) {
  static constexpr std::uint8_t kWholeV4 = 32;
  static constexpr std::uint8_t kWholeV6 = 128;
  cutover::Server server{.role = cutover::ServerRole::new_server, .addresses = {}, .sends_from = {}};
  for (const auto& address : addresses) {
    if (options.is_greeting_left_out) {
      server.sends_from.push_back({address, address.is_v4() ? kWholeV4 : kWholeV6});
    } else {
      server.addresses.push_back({.host = host, .endpoint = {address, options.port}});
    }
  }
  cutover::Plan plan;
  plan.servers.push_back(std::move(server));
  return plan;
}

/// Errors: the first that says why there is none.
Task<Result<std::vector<IpAddress>>> addresses_of(ProbeContext context, std::vector<dns::Resolver> resolvers,
                                                  std::string target) {
  if (const auto address = IpAddress::parse(target)) co_return std::vector{*address};
  const auto name = dns::Name::parse(target);
  if (!name) co_return std::unexpected(name.error());
  NameLookup lookup(context, cutover::Plan{}, resolvers);
  std::vector<IpAddress> all;
  std::optional<Failure> failure;
  for (const auto& like : {IpAddress::v4({}), IpAddress::v6({})}) {
    const auto found = co_await lookup.addresses_of(*name, like);
    if (found.addresses) all.insert(all.end(), found.addresses->begin(), found.addresses->end());
    if (!found.addresses && !failure) failure = found.addresses.error();
  }
  if (!all.empty()) co_return all;
  if (failure) co_return std::unexpected(*failure);
  co_return fail(FailureKind::protocol, "has no address");
}

Task<ProbedIdentity> look_at(ProbeContext context, ProbeIdentityOptions options,
                             std::vector<dns::Resolver> resolvers, std::string target) {
  ProbedIdentity probed{.target = target};
  const auto addresses = co_await addresses_of(context, resolvers, target);
  if (!addresses) {
    probed.failure = addresses.error();
    co_return probed;
  }
  probed.plan = plan_for(target, *addresses, options);
  Snapshot snapshot;
  for (const auto& planned : plan_identity_probes({probed.plan, resolvers, probed.state})) {
    for (const auto& seen : co_await planned.probe->run(context)) snapshot = fold(std::move(snapshot), seen);
  }
  const auto found = snapshot.domains.find(probed.plan.label());
  if (found != snapshot.domains.end()) probed.state = *found->second;
  co_return probed;
}

Task<std::vector<ProbedIdentity>> look_at_all(ProbeContext context, ProbeIdentityOptions options,
                                              std::vector<dns::Resolver> resolvers) {
  std::vector<ProbedIdentity> probed;
  for (const auto& target : options.targets)
    probed.push_back(co_await look_at(context, options, resolvers, target));
  co_return probed;
}

}  // namespace

int probe_identity_command(const ProbeIdentityOptions& options) {
  for (const auto& target : options.targets) {
    if (!is_target(target))
      return wrong(fmt::format("expected a host name or an address, got {}", quoted(target)));
  }
  const auto resolvers = resolvers_of(options);
  if (!resolvers) return wrong(resolvers.error().detail);
  Errand errand;
  const auto probed = errand.run(look_at_all(errand.context(), options, *resolvers));
  const auto answer = answer_for(probed, errand.context().clock.wall());
  fmt::print("{}", options.output == "json" ? answer.json : answer.table);
  return answer.status;
}

}  // namespace cutwatch::cli
