#include "agent/cli/chosen_plan.hpp"
#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/config_complaints.hpp"
#include "agent/cli/errand.hpp"
#include "agent/cli/journey_words.hpp"
#include "agent/cli/lock_trial.hpp"
#include "agent/cli/lockdown_output.hpp"
#include "agent/cli/talk.hpp"
#include "agent/config/config_file.hpp"
#include "agent/store/read_state.hpp"
#include "core/text/quoted.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <expected>

namespace cutwatch::cli {
namespace {

int wrong(const std::string& what) {
  talk("cutwatch probe lockdown: {}\n", what);
  return kUsage;
}

/// Of the old server alone, from where the command says.
std::expected<cutover::Plan, std::string> plan_of_one_lock(cutover::Plan plan,
                                                           const std::vector<std::string>& sources) {
  std::erase_if(plan.lockdowns,
                [](const cutover::Lockdown& each) { return each.target != cutover::ServerRole::old_server; });
  if (plan.lockdowns.empty()) {
    return std::unexpected(
        fmt::format("{} has no [[cutover.lockdown]]: it says whom to ask for", plan.label()));
  }
  auto& lockdown = plan.lockdowns.front();
  if (!sources.empty()) lockdown.sources.clear();
  for (const auto& text : sources) {
    const auto source = IpAddress::parse(text);
    if (!source) return std::unexpected(fmt::format("--source: expected an address, got {}", quoted(text)));
    lockdown.sources.push_back(*source);
  }
  return plan;
}

/// What the agent knew when it last wrote; nothing where there is no such file, and that is said.
Snapshot known_of(const metrics::Watched& watched, const std::string& state_path) {
  if (state_path == ":memory:") return {};
  auto read = store::read_state(state_path, watched);
  if (read) return std::move(read->snapshot);
  talk("without what an agent knows of bounds and messages: {}\n", read.error().detail);
  return {};
}

LockdownAnswer probe(LockTrial& trial, SecondLook second) {
  Errand errand([](const mail::SmtpPhaseTime& phase) { talk("  {}\n", words_of(phase)); });
  errand.run_until_signal(trial.run(errand.context(), second));
  return answer_for(trial.state(), trial.lock(errand.context().clock.wall()));
}

}  // namespace

int probe_lockdown_command(const ProbeLockdownOptions& options) {
  const auto config = config::read_config_file(options.config_file);
  if (!config) {
    print_complaints(config.error());
    return kUsage;
  }
  const auto chosen = chosen_plan(config->cutovers, options.domain);
  if (!chosen) return wrong(chosen.error());
  const auto plan = plan_of_one_lock(*chosen, options.sources);
  if (!plan) return wrong(plan.error());
  const metrics::Watched watched{.plans = {*plan}, .resolvers = config->resolvers};
  LockTrial trial(watched, known_of(watched, config->state_path),
                  [](const std::string& line) { talk("{}\n", line); });
  const auto answer = probe(trial, options.is_retry_left_out ? SecondLook::left_out : SecondLook::waited_for);
  fmt::print("{}", options.output == "json" ? answer.json : answer.table);
  return answer.status;
}

}  // namespace cutwatch::cli
