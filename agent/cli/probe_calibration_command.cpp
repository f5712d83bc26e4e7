#include "agent/cli/calibration_output.hpp"
#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/resolver_text.hpp"
#include "agent/network.hpp"
#include "agent/store/volatile_journal.hpp"
#include "core/dns/catalogue.hpp"
#include "probes/delegation_probe.hpp"
#include "probes/measurement.hpp"
#include "runtime/task.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace cutwatch::cli {
namespace {

int wrong(const std::string& what) {
  fmt::print(stderr, "cutwatch probe calibration: {}\n", what);
  return kUsage;
}

Result<dns::WildcardNames> names_of(const ProbeCalibrationOptions& options) {
  auto long_lived = dns::Name::parse(options.long_lived);
  if (!long_lived) return fail(FailureKind::malformed, "--long: " + long_lived.error().detail);
  auto short_lived = dns::Name::parse(options.short_lived);
  if (!short_lived) return fail(FailureKind::malformed, "--short: " + short_lived.error().detail);
  dns::WildcardNames names{.long_lived = *std::move(long_lived), .short_lived = *std::move(short_lived)};
  if (const auto complaint = dns::complaint_about(names))
    return fail(FailureKind::malformed, "--long and --short: " + *complaint);
  return names;
}

Result<std::vector<dns::Resolver>> resolvers_of(const ProbeCalibrationOptions& options) {
  if (options.resolvers.empty()) return dns::built_in_resolvers();
  std::vector<dns::Resolver> resolvers;
  for (const auto& text : options.resolvers) {
    auto resolver = parse_resolver(text, options.ca_file);
    if (!resolver) return std::unexpected(resolver.error());
    resolvers.push_back(*std::move(resolver));
  }
  return resolvers;
}

/// One calibration from the command line.
class Session {
 public:
  Session(dns::WildcardNames names, std::vector<dns::Resolver> resolvers)
      : names_(std::move(names)), resolvers_(std::move(resolvers)) {}

  Result<MeasuredResolvers> run() {
    std::optional<Result<MeasuredResolvers>> out;
    asio::co_spawn(network_.io, measure_all(), [&](std::exception_ptr error, Result<MeasuredResolvers> got) {
      if (error) std::rethrow_exception(error);
      out.emplace(std::move(got));
      network_.io.stop();
    });
    network_.io.run();
    return *std::move(out);
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

  Task<Result<MeasuredResolvers>> measure_all() {
    const auto servers = co_await find_servers();
    if (!servers) co_return std::unexpected(servers.error());
    const auto published = co_await ask_wildcards(context(), names_, *servers);
    if (!published) co_return std::unexpected(published.error());
    fmt::print(stderr,
               "{} name servers publish TTL {} and {}; asking {} resolvers, for half a minute or more\n",
               servers->size(), published->long_lived.ttl.count(), published->short_lived.ttl.count(),
               resolvers_.size());
    std::vector<Task<Result<dns::Calibration>>> tasks;
    for (const auto& resolver : resolvers_) tasks.push_back(measure_one(resolver, *published));
    auto results = co_await gather(std::move(tasks));
    MeasuredResolvers measured;
    for (std::size_t i = 0; i < resolvers_.size(); ++i)
      measured.push_back({.resolver = resolvers_[i], .result = std::move(results[i])});
    co_return measured;
  }

  /// Those of the zone that holds the wildcards.
  Task<Result<std::vector<dns::NameServer>>> find_servers() {
    cutover::Plan plan{.domain = names_.long_lived};
    plan.records.push_back({.question = {names_.long_lived, dns::RrType::txt}, .stages = {}});
    const DomainState nothing;
    const auto planned = plan_delegation_probes({plan, resolvers_, nothing});
    const auto observed = co_await planned.front().probe->run(context());
    auto servers = std::get<DelegationFound>(observed.front()).servers;
    if (!servers) {
      co_return fail(servers.error().kind, fmt::format("the name servers of {} were not found: {}",
                                                       names_.long_lived.text(), servers.error().detail));
    }
    co_return servers;
  }

  Task<Result<dns::Calibration>> measure_one(dns::Resolver resolver, dns::Wildcards published) {
    auto result =
        co_await measure(context(), resolver, names_, std::move(published), [](std::size_t) { return true; });
    auto measured =
        result ? *std::move(result) : fail(FailureKind::limited, "its operator was asked too often");
    ++done_;
    fmt::print(stderr, "{} of {}: {}\n", done_, resolvers_.size(), progress_text(resolver, measured));
    co_return measured;
  }

  dns::WildcardNames names_;
  std::vector<dns::Resolver> resolvers_;
  store::VolatileJournal journal_{{}};
  QueryPace pace_;
  std::size_t done_ = 0;
  Network network_{std::vector<IpAddress>{}};  // last: it ends the coroutines, which refer to the others
};

}  // namespace

int probe_calibration_command(const ProbeCalibrationOptions& options) {
  auto names = names_of(options);
  if (!names) return wrong(names.error().detail);
  auto resolvers = resolvers_of(options);
  if (!resolvers) return wrong(resolvers.error().detail);
  const auto measured = Session(*std::move(names), *std::move(resolvers)).run();
  if (!measured) {
    fmt::print(stderr, "cutwatch probe calibration: nothing can be measured: {}: {}\n",
               to_string(measured.error().kind), measured.error().detail);
    if (options.output == "json") fmt::print("{}", json_of(measured));
    return kCannotTell;
  }
  fmt::print("{}", options.output == "json" ? json_of(measured) : table_of(*measured));
  return is_any_measured(*measured) ? kPass : kCannotTell;
}

}  // namespace cutwatch::cli
