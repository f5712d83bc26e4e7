#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/config_complaints.hpp"
#include "agent/config/config_file.hpp"
#include "agent/reload/config_changes.hpp"
#include "agent/store/read_messages.hpp"
#include "agent/store/read_state.hpp"
#include "core/text/printable.hpp"
#include "exporters/report.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cli {
namespace {

int say(const std::string& what, int exit_status) {
  fmt::print(stderr, "{}\n", what);
  return exit_status;
}

/// The plan by its domain, or the only one where the domain is empty; null when there is none.
const cutover::Plan* find_plan(const std::vector<cutover::Plan>& plans, std::string domain) {
  if (domain.empty()) return plans.size() == 1 ? &plans.front() : nullptr;
  if (domain.size() > 1 && domain.ends_with('.')) domain.pop_back();
  const auto found = std::ranges::find(plans, domain, &cutover::Plan::label);
  return found == plans.end() ? nullptr : &*found;
}

std::string which_domain(const std::vector<cutover::Plan>& plans) {
  std::string out = "--domain: which of";
  for (const auto& plan : plans) out += " " + plan.label();
  return out + "?";
}

Result<nlohmann::json> report_of(const config::Config& config, const cutover::Plan& plan) {
  const metrics::Watched watched{.plans = {plan}, .resolvers = config.resolvers};
  const auto read = store::read_state(config.state_path, watched);
  if (!read) return std::unexpected(read.error());
  const auto messages = store::read_messages(config.state_path, plan.label());
  if (!messages) return std::unexpected(messages.error());
  for (const auto& row : read->damaged) fmt::print(stderr, "left out what is damaged: {}\n", printable(row));
  const auto state = read->snapshot.domains.find(plan.label());
  if (state == read->snapshot.domains.end())
    return fail(FailureKind::storage,
                fmt::format("{} knows nothing of {}", printable(config.state_path), plan.label()));
  return exporters::report_json({.plan = plan,
                                 .state = *state->second,
                                 .resolvers = config.resolvers,
                                 .messages = *messages,
                                 .known_until = read->last_written});
}

}  // namespace

int report_command(const ReportOptions& options) {
  const auto config = config::read_config_file(options.config_file);
  if (!config) {
    print_complaints(config.error());
    return kUsage;
  }
  if (config->state_path == ":memory:")
    return say("[state] path is \":memory:\": nothing is remembered", kUsage);
  const auto* plan = find_plan(config->cutovers, options.domain);
  if (plan == nullptr) return say(which_domain(config->cutovers), kUsage);
  const auto report = report_of(*config, *plan);
  if (!report) return say(report.error().detail, kCannotTell);
  if (options.output == "json") {
    fmt::print("{}\n", report->dump(2, ' ', true));
  } else {
    fmt::print("{}", exporters::report_markdown(*report));
  }
  return kPass;
}

}  // namespace cutwatch::cli
