#include "agent/cli/command_line.hpp"

#include "agent/cli/commands.hpp"
#include "agent/cli/cutover_commands.hpp"
#include "agent/cli/decode_kinds.hpp"
#include "agent/cli/shared_options.hpp"
#include "agent/cli/talk.hpp"
#include "agent/config/suggestion.hpp"
#include "agent/version.hpp"
#include "core/dns/rr_type.hpp"
#include "core/text/quoted.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <functional>
#include <iostream>
#include <string>
#include <vector>

namespace cutwatch::cli {
namespace {

void add_run(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("run", "Watch the cutovers of a configuration file until SIGTERM");
  auto options = std::make_shared<RunOptions>();
  command->add_option("--config.file", options->config_file, "Configuration, docs/config.md")->required();
  command->add_option("--log.level", options->log_level, "trace, debug, info, warning or error")
      ->default_val("info")
      ->check(CLI::IsMember({"trace", "debug", "info", "warning", "error"}));
  command->callback([&chosen, options] { chosen = [options] { return run_command(*options); }; });
}

void add_config_check(CLI::App& app, Chosen& chosen) {
  auto* group = app.add_subcommand("config", "Work with configuration files");
  group->require_subcommand(1);
  auto* command = group->add_subcommand("check", "Say everything that is wrong with a configuration file");
  auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "Configuration, docs/config.md")->required();
  command->callback([&chosen, file] { chosen = [file] { return config_check_command(*file); }; });
}

void add_init(CLI::App& app, Chosen& chosen) {
  auto* command =
      app.add_subcommand("init", "Write a configuration for a domain's cutover from what the DNS says of it");
  auto options = std::make_shared<InitOptions>();
  command->add_option("DOMAIN", options->domain, "The domain whose mail moves")->required();
  command->add_option("--new", options->new_hosts, "A host that is to take the mail, as the MX will name it");
  command->add_option("--new-address", options->new_addresses,
                      "An address of the new server, where the DNS does not have it yet");
  command->add_option("--kind", options->kind, "proxy, address or server")
      ->check(CLI::IsMember({"proxy", "address", "server"}));
  command->add_option("--planned-at", options->planned_at,
                      "When the records are to change, such as 2026-12-01T20:00:00Z");
  add_resolvers(*command, options->resolvers, "instead of the built-in and the system's resolvers");
  add_ca_file(*command, options->ca_file);
  command->add_option("-o,--output", options->output, "The file to write; standard output otherwise");
  command->add_flag("--force", options->is_forced, "Write over a file that is there");
  command->callback([&chosen, options] { chosen = [options] { return init_command(*options); }; });
}

void add_watch(CLI::App& app, Chosen& chosen) {
  auto* command =
      app.add_subcommand("watch", "Watch a domain's MX at many resolvers, without a configuration file");
  auto options = std::make_shared<WatchOptions>();
  command->add_option("DOMAIN", options->domain, "The domain whose MX is watched")->required();
  command->add_option("--old", options->old_hosts, "A host that only the old MX names");
  command->add_option("--new", options->new_hosts, "A host that only the new MX names");
  add_resolvers(*command, options->resolvers, "instead of the built-in and the system's resolvers");
  add_ca_file(*command, options->ca_file);
  command->add_option("--interval", options->interval, "Between two questions to one resolver, such as 10s")
      ->default_val("10s");
  command->add_option("--original-ttl", options->original_ttl,
                      "The TTL from before it was lowered, such as 24h; without it 48h are reckoned with");
  command->callback([&chosen, options] { chosen = [options] { return watch_command(*options); }; });
}

void add_probe_dns(CLI::App& group, Chosen& chosen) {
  auto* command = group.add_subcommand("dns", "Ask one resolver for one record");
  auto options = std::make_shared<ProbeDnsOptions>();
  command->add_option("NAME", options->name, "The name asked for")->required();
  command->add_option("--type", options->type, "MX, A, AAAA, PTR, TXT, NS, SOA or CNAME")->default_val("MX");
  add_resolver(*command, options->resolver, "the system's first otherwise");
  add_ca_file(*command, options->ca_file);
  add_output(*command, options->output);
  command->callback([&chosen, options] { chosen = [options] { return probe_dns_command(*options); }; });
}

void add_probe_calibration(CLI::App& group, Chosen& chosen) {
  auto* command = group.add_subcommand("calibration",
                                       "Measure what resolvers make of TTLs, by two wildcards of your own");
  auto options = std::make_shared<ProbeCalibrationOptions>();
  command->add_option("--long", options->long_lived, "Where a wildcard TXT of two days is: cal.example.org")
      ->required();
  command->add_option("--short", options->short_lived, "Where one of a second is: cal0.example.org")
      ->required();
  add_resolvers(*command, options->resolvers, "instead of the built-in resolvers");
  add_ca_file(*command, options->ca_file);
  add_output(*command, options->output);
  command->callback(
      [&chosen, options] { chosen = [options] { return probe_calibration_command(*options); }; });
}

void add_probe_identity(CLI::App& group, Chosen& chosen) {
  auto* command = group.add_subcommand("identity", "Look whether servers are who they say: PTR and greeting");
  auto options = std::make_shared<ProbeIdentityOptions>();
  command->add_option("HOST|ADDR", options->targets, "Mail servers by name or address")->required();
  add_resolvers(*command, options->resolvers, "instead of the system's resolvers");
  add_ca_file(*command, options->ca_file);
  command->add_option("--port", options->port, "Where the servers are greeted")
      ->default_val(25)
      ->check(CLI::Range(1, 65535));
  command->add_flag("--no-greeting", options->is_greeting_left_out, "Look at reverse names only");
  add_output(*command, options->output);
  command->callback([&chosen, options] { chosen = [options] { return probe_identity_command(*options); }; });
}

void add_probe_mail(CLI::App& group, Chosen& chosen) {
  auto* command =
      group.add_subcommand("mail", "Send one message down a path, and show how and where it arrives");
  auto options = std::make_shared<ProbeMailOptions>();
  command->add_option("--config.file", options->config_file, "Configuration, docs/config.md")->required();
  command->add_option("--path", options->path, "One of the paths of a round trip: old or new")->required();
  command->add_option("--domain", options->domain, "Which of its cutovers, where it has several");
  command->add_option("--roundtrip", options->round_trip,
                      "The id of the round trip, where several go down the path");
  command->add_option("--body", options->body,
                      "plain, 8bit, dots or large; gtube: what a spam filter has to stop");
  command->add_option("--timeout", options->timeout,
                      "How long to wait for the message, such as 90s; otherwise until it counts as lost");
  add_output(*command, options->output);
  command->callback([&chosen, options] { chosen = [options] { return probe_mail_command(*options); }; });
}

void add_probe_lockdown(CLI::App& group, Chosen& chosen) {
  auto* command =
      group.add_subcommand("lockdown", "Ask the old server, as a stranger would, whether it takes mail");
  auto options = std::make_shared<ProbeLockdownOptions>();
  command->add_option("--config.file", options->config_file, "Configuration, docs/config.md")->required();
  command->add_option("--domain", options->domain, "Which of its cutovers, where it has several");
  command->add_option("--source", options->sources,
                      "Address to ask from, once for each; otherwise as configured");
  command->add_flag("--once", options->is_retry_left_out,
                    "Do not wait to ask again what may only be greylisting");
  add_output(*command, options->output);
  command->callback([&chosen, options] { chosen = [options] { return probe_lockdown_command(*options); }; });
}

void add_probe(CLI::App& app, Chosen& chosen) {
  auto* group = app.add_subcommand("probe", "Ask once and print what came back");
  group->require_subcommand(1);
  add_probe_dns(*group, chosen);
  add_probe_calibration(*group, chosen);
  add_probe_identity(*group, chosen);
  add_probe_mail(*group, chosen);
  add_probe_lockdown(*group, chosen);
}

void add_explain(CLI::App& app, Chosen& chosen) {
  auto* command =
      app.add_subcommand("explain", "Say what a condition, a gate, a step or an SMTP reply code means");
  auto options = std::make_shared<ExplainOptions>();
  command->add_option("WHAT", options->what, "mx_problem, 550 or 5.7.1; all conditions otherwise");
  add_output(*command, options->output);
  command->callback([&chosen, options] { chosen = [options] { return explain_command(*options); }; });
}

void add_report(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("report", "Say what happened in a cutover, from the state file");
  auto options = std::make_shared<ReportOptions>();
  command->add_option("--config.file", options->config_file, "Configuration, docs/config.md")->required();
  command->add_option("--domain", options->domain, "Which of its cutovers, where it has several");
  add_output(*command, options->output, "markdown");
  command->callback([&chosen, options] { chosen = [options] { return report_command(*options); }; });
}

void add_decode(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("decode", "Put JSON Lines on standard input through one of the parsers");
  auto kind = std::make_shared<std::string>();
  std::vector<std::string> kinds;
  for (const auto& each : decode_kinds()) kinds.emplace_back(each.name);
  command->add_option("KIND", *kind, fmt::format("{}", fmt::join(kinds, ", ")))
      ->required()
      ->check(CLI::IsMember(kinds));
  command->callback([&chosen, kind] { chosen = [kind] { return decode_command(*kind); }; });
}

/// As dig takes them: what is said for `probe dns` of an argument too many; empty where nothing is known.
std::string meant_by(const std::string& argument) {
  if (argument.starts_with('@')) return fmt::format("did you mean --resolver {}?\n", argument.substr(1));
  return dns::parse_rr_type(argument) ? fmt::format("did you mean --type {}?\n", argument) : "";
}

/// Behind the complaint about arguments that nobody expects.
void suggest_options(const CLI::App& app) {
  const auto* probe = app.get_subcommand("probe");
  if (!probe->get_subcommand("dns")->parsed()) return;
  for (const auto& argument : app.remaining(true)) std::cerr << meant_by(argument);
}

/// The innermost command that was given, whose next word is missing.
const CLI::App& innermost(const CLI::App& app) {
  const auto given = app.get_subcommands();
  return given.empty() ? app : innermost(*given.front());
}

/// The word that stands where a command belongs; empty where there is none.
std::string unknown_command(const CLI::App& app) {
  const auto rest = app.remaining(true);
  return rest.empty() || rest.front().starts_with('-') ? "" : rest.front();
}

void say_unknown(const std::string& word, const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : innermost(app).get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  const auto meant = config::nearest(word, names);
  talk("{} is no command{}\n", cutwatch::quoted(word),
       meant.empty() ? "; cutwatch --help lists them" : fmt::format("; did you mean {}?", meant));
}

void add_metrics(CLI::App& app, Chosen& chosen) {
  auto* command = app.add_subcommand("metrics", "Print the documentation of every metric (docs/metrics.md)");
  command->callback([&chosen] { chosen = [] { return metrics_command(); }; });
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app("Watches a domain's mail while it moves from an old MX path to a new one.", "cutwatch");
  app.set_version_flag("--version", fmt::format("cutwatch {} ({})", kVersion, kRevision));
  app.require_subcommand(1);
  Chosen chosen;
  add_init(app, chosen);
  add_run(app, chosen);
  add_config_check(app, chosen);
  add_watch(app, chosen);
  add_probe(app, chosen);
  add_cutover_commands(app, chosen);
  add_explain(app, chosen);
  add_report(app, chosen);
  add_decode(app, chosen);
  add_metrics(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError& error) {
    app.exit(error);
    suggest_options(app);
    return kUsage;
  } catch (const CLI::RequiredError& error) {
    const auto unknown = unknown_command(app);
    if (unknown.empty()) {
      app.exit(error);
    } else {
      say_unknown(unknown, app);
    }
    return kUsage;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kPass : kUsage;
  }
  return chosen();
}

}  // namespace cutwatch::cli
