#include "agent/cli/chosen_plan.hpp"
#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/config_complaints.hpp"
#include "agent/cli/status_source.hpp"
#include "agent/cli/talk.hpp"
#include "agent/config/config_file.hpp"
#include "agent/reload/config_changes.hpp"
#include "agent/store/read_messages.hpp"
#include "agent/store/read_state.hpp"
#include "core/text/printable.hpp"
#include "exporters/report.hpp"

#include <fmt/core.h>

namespace cutwatch::cli {
namespace {

int say(const std::string& what, int exit_status) {
  talk("{}\n", what);
  return exit_status;
}

std::unexpected<NoStatus> unusable(const Failure& failure) {
  return std::unexpected(NoStatus{.reason = failure.detail, .exit_status = kUsage});
}

std::expected<nlohmann::json, NoStatus> report_of(const config::Config& config, const cutover::Plan& plan) {
  const metrics::Watched watched{.plans = {plan}, .resolvers = config.resolvers};
  const auto read = store::read_state(config.state_path, watched);
  if (!read) return unusable(read.error());
  const auto messages = store::read_messages(config.state_path, plan.label());
  if (!messages) return unusable(messages.error());
  for (const auto& row : read->damaged) talk("left out what is damaged: {}\n", printable(row));
  const auto state = read->snapshot.domains.find(plan.label());
  if (state == read->snapshot.domains.end())
    return std::unexpected(knows_nothing(config.state_path, plan.label()));
  return exporters::report_json({.plan = plan,
                                 .state = *state->second,
                                 .resolvers = config.resolvers,
                                 .messages = *messages,
                                 .known_until = read->last_written,
                                 .is_agent_running = read->is_in_use});
}

}  // namespace

int report_command(const ReportOptions& options) {
  const auto config = config::read_config_file_without_secrets(options.config_file);
  if (!config) {
    print_complaints(config.error());
    return kUsage;
  }
  if (config->state_path == ":memory:")
    return say("[state] path is \":memory:\": nothing is remembered", kUsage);
  const auto plan = chosen_plan(config->cutovers, options.domain);
  if (!plan) return say(plan.error(), kUsage);
  const auto report = report_of(*config, *plan);
  if (!report) return say(report.error());
  if (options.output == "json") {
    fmt::print("{}\n", report->dump(2, ' ', true));
  } else {
    fmt::print("{}", exporters::report_markdown(*report));
  }
  return kPass;
}

}  // namespace cutwatch::cli
