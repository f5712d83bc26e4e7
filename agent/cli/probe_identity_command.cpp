#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/identity_output.hpp"
#include "agent/cli/resolver_text.hpp"
#include "agent/config/config_file.hpp"
#include "agent/config/text_forms.hpp"
#include "agent/network.hpp"
#include "agent/store/volatile_journal.hpp"
#include "core/text/quoted.hpp"
#include "probes/identity_probe.hpp"
#include "probes/name_lookup.hpp"
#include "runtime/task.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <string_view>

namespace cutwatch::cli {
namespace {

int wrong(const std::string& what) {
  fmt::print(stderr, "cutwatch probe identity: {}\n", what);
  return kUsage;
}

Result<std::vector<dns::Resolver>> resolvers_of(const ProbeIdentityOptions& options) {
  std::vector<dns::Resolver> resolvers;
  for (const auto& text : options.resolvers) {
    auto resolver = parse_resolver(text, options.ca_file);
    if (!resolver) return std::unexpected(resolver.error());
    resolvers.push_back(*std::move(resolver));
  }
  if (!options.resolvers.empty()) return resolvers;
  for (const auto& endpoint : config::host_surroundings().system_resolvers) {
    resolvers.push_back(
        {.id = to_string(endpoint), .endpoint = endpoint, .operator_id = std::string(dns::kLocalOperator)});
  }
  if (resolvers.empty())
    return fail(FailureKind::malformed, "the system names no resolver; give one with --resolver");
  return resolvers;
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

/// One round of looks from the command line.
class Session {
 public:
  Session(ProbeIdentityOptions options, std::vector<dns::Resolver> resolvers)
      : options_(std::move(options)), resolvers_(std::move(resolvers)) {}

  IdentityAnswer run() {
    asio::co_spawn(network_.io, look_at_all(), [&](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);
      network_.io.stop();
    });
    network_.io.run();
    return answer_for(probed_, network_.clock.wall());
  }

 private:
  ProbeContext context() {
    return {.clock = network_.clock,
            .random = network_.random,
            .dns = network_.dns,
            .smtp = network_.smtp,
            .imap = network_.imap,
            .journal = journal_,
            .pace = pace_,
            .known = {}};
  }

  Task<void> look_at_all() {
    for (const auto& target : options_.targets) probed_.push_back(co_await look_at(target));
  }

  Task<ProbedIdentity> look_at(std::string target) {
    ProbedIdentity probed{.target = target};
    const auto addresses = co_await addresses_of(target);
    if (!addresses) {
      probed.failure = addresses.error();
      co_return probed;
    }
    probed.plan = plan_for(target, *addresses, options_);
    Snapshot snapshot;
    for (const auto& planned : plan_identity_probes({probed.plan, resolvers_, probed.state})) {
      for (const auto& seen : co_await planned.probe->run(context()))
        snapshot = fold(std::move(snapshot), seen);
    }
    const auto found = snapshot.domains.find(probed.plan.label());
    if (found != snapshot.domains.end()) probed.state = *found->second;
    co_return probed;
  }

  /// Errors: the first that says why there is none.
  Task<Result<std::vector<IpAddress>>> addresses_of(std::string target) {
    if (const auto address = IpAddress::parse(target)) co_return std::vector{*address};
    const auto name = dns::Name::parse(target);
    if (!name) co_return std::unexpected(name.error());
    NameLookup lookup(context(), cutover::Plan{}, resolvers_);
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

  ProbeIdentityOptions options_;
  std::vector<dns::Resolver> resolvers_;
  std::vector<ProbedIdentity> probed_;
  store::VolatileJournal journal_{{}};
  QueryPace pace_;
  Network network_{std::vector<IpAddress>{}};  // last: it ends the coroutines, which refer to the others
};

}  // namespace

int probe_identity_command(const ProbeIdentityOptions& options) {
  for (const auto& target : options.targets) {
    if (!is_target(target))
      return wrong(fmt::format("expected a host name or an address, got {}", quoted(target)));
  }
  auto resolvers = resolvers_of(options);
  if (!resolvers) return wrong(resolvers.error().detail);
  const auto answer = Session(options, *std::move(resolvers)).run();
  fmt::print("{}", options.output == "json" ? answer.json : answer.table);
  return answer.status;
}

}  // namespace cutwatch::cli
