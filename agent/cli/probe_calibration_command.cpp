#include "agent/cli/calibration_output.hpp"
#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/errand.hpp"
#include "agent/cli/given_resolvers.hpp"
#include "agent/cli/talk.hpp"
#include "core/dns/catalogue.hpp"
#include "probes/delegation_probe.hpp"
#include "probes/measurement.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace cutwatch::cli {
namespace {

int wrong(const std::string& what) {
  talk("cutwatch probe calibration: {}\n", what);
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
  return given_resolvers(options.resolvers, options.ca_file);
}

/// Those of the zone that holds the wildcards.
Task<Result<std::vector<dns::NameServer>>> find_servers(ProbeContext context, dns::WildcardNames names,
                                                        std::vector<dns::Resolver> resolvers) {
  cutover::Plan plan{.domain = names.long_lived};
  plan.records.push_back({.question = {names.long_lived, dns::RrType::txt}, .stages = {}});
  const DomainState nothing;
  const auto planned = plan_delegation_probes({plan, resolvers, nothing});
  const auto observed = co_await planned.front().probe->run(context);
  auto servers = std::get<DelegationFound>(observed.front()).servers;
  if (!servers) {
    co_return fail(servers.error().kind, fmt::format("the name servers of {} were not found: {}",
                                                     names.long_lived.text(), servers.error().detail));
  }
  co_return servers;
}

/// Says how many of the resolvers are done.
class Progress {
 public:
  explicit Progress(std::size_t all) : all_(all) {}
  void note(const dns::Resolver& resolver, const Result<dns::Calibration>& measured) {
    talk("{} of {}: {}\n", ++done_, all_, progress_text(resolver, measured));
  }

 private:
  std::size_t done_ = 0;
  std::size_t all_;
};

/// `progress` outlives the task.
Task<Result<dns::Calibration>> measure_one(ProbeContext context, dns::WildcardNames names,
                                           dns::Wildcards published, dns::Resolver resolver,
                                           Progress& progress) {
  auto result =
      co_await measure(context, resolver, names, std::move(published), [](std::size_t) { return true; });
  auto measured =
      result ? *std::move(result) : fail(FailureKind::limited, "its operator was asked too often");
  progress.note(resolver, measured);
  co_return measured;
}

Task<Result<MeasuredResolvers>> measure_all(ProbeContext context, dns::WildcardNames names,
                                            std::vector<dns::Resolver> resolvers) {
  const auto servers = co_await find_servers(context, names, resolvers);
  if (!servers) co_return std::unexpected(servers.error());
  const auto published = co_await ask_wildcards(context, names, *servers);
  if (!published) co_return std::unexpected(published.error());
  talk("{} name servers publish TTL {} and {}; asking {} resolvers, for half a minute or more\n",
       servers->size(), published->long_lived.ttl.count(), published->short_lived.ttl.count(),
       resolvers.size());
  Progress progress(resolvers.size());
  std::vector<Task<Result<dns::Calibration>>> tasks;
  for (const auto& resolver : resolvers)
    tasks.push_back(measure_one(context, names, *published, resolver, progress));
  auto results = co_await gather(std::move(tasks));
  MeasuredResolvers measured;
  for (std::size_t i = 0; i < resolvers.size(); ++i)
    measured.push_back({.resolver = resolvers[i], .result = std::move(results[i])});
  co_return measured;
}

}  // namespace

int probe_calibration_command(const ProbeCalibrationOptions& options) {
  const auto names = names_of(options);
  if (!names) return wrong(names.error().detail);
  const auto resolvers = resolvers_of(options);
  if (!resolvers) return wrong(resolvers.error().detail);
  Errand errand;
  const auto measured = errand.run(measure_all(errand.context(), *names, *resolvers));
  if (!measured) {
    talk("cutwatch probe calibration: nothing can be measured: {}: {}\n", to_string(measured.error().kind),
         measured.error().detail);
    if (options.output == "json") fmt::print("{}", json_of(measured));
    return kCannotTell;
  }
  fmt::print("{}", options.output == "json" ? json_of(measured) : table_of(*measured));
  return is_any_measured(*measured) ? kPass : kCannotTell;
}

}  // namespace cutwatch::cli
