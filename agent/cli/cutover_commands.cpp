#include "agent/cli/cutover_commands.hpp"

#include "agent/cli/agent_status.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/shared_options.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace cutwatch::cli {
namespace {

/// Takes it as it is asked, or complains.
std::string take_url(std::string& text) {
  auto url = agent_url(text);
  if (!url) return url.error().detail;
  text = *std::move(url);
  return {};
}

/// The option for the state file.
CLI::Option* add_source(CLI::App& command, StatusSource& source) {
  auto* agent = command.add_option("--agent", source.agent, "Where the running agent listens")
                    ->default_val(kAgentUrl)
                    ->transform(CLI::Validator(take_url, ""));
  command.add_option("--domain", source.domain, "Which of the cutovers, where there are several");
  return command
      .add_option("--config.file", source.config_file,
                  "Ask no agent: read the state file that this configuration names")
      ->excludes(agent);
}

void add_status(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("status", "Say where the cutovers stand, and what to do");
  auto options = std::make_shared<StatusOptions>();
  add_source(*command, options->source);
  add_output(*command, options->output);
  command->add_flag("--watch", options->watches, "Go on until ^C: redrawn on a terminal, else what changes");
  command->callback([&chosen, options] { chosen = [options] { return status_command(*options); }; });
}

struct CutoverCommand {
  const char* name;
  const char* description;
  int (*run)(const CutoverOptions&);
};

constexpr CutoverCommand kCutoverCommands[] = {
    {"plan", "Say when each step may be taken at the earliest, why, and what it publishes", plan_command},
    {"records", "Print what name servers publish, and what they did before, as zone lines", records_command},
    {"rollback", "Say what to publish to go back from here, and when that takes effect", rollback_command}};

void add_cutover_command(CLI::App& app, Chosen& chosen, const CutoverCommand& each) {
  auto* command = app.add_subcommand(each.name, each.description);
  auto options = std::make_shared<CutoverOptions>();
  add_source(*command, options->source);
  add_output(*command, options->output);
  command->callback(
      [&chosen, options, run = each.run] { chosen = [options, run] { return run(*options); }; });
}

void add_gate(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("gate", "Say whether a step may be taken now: a barrier for scripts");
  auto options = std::make_shared<GateOptions>();
  command->add_option("STEP", options->step, "lower_ttl, switch, remove_old, retire_old or done")
      ->required()
      ->check(CLI::IsMember({"lower_ttl", "switch", "remove_old", "retire_old", "done"}));
  auto* state_file = add_source(*command, options->source);
  add_output(*command, options->output);
  auto* wait = command->add_flag("--wait", options->waits, "Wait until it may")->excludes(state_file);
  command
      ->add_option("--timeout", options->timeout, "How long to wait at most, such as 2h; without it for ever")
      ->needs(wait);
  command->callback([&chosen, options] { chosen = [options] { return gate_command(*options); }; });
}

}  // namespace

void add_cutover_commands(CLI::App& app, Chosen& chosen) {
  add_status(app, chosen);
  for (const auto& each : kCutoverCommands) add_cutover_command(app, chosen, each);
  add_gate(app, chosen);
}

}  // namespace cutwatch::cli
