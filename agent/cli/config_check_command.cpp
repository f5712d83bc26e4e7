#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/config_complaints.hpp"
#include "agent/cli/talk.hpp"
#include "agent/config/config_file.hpp"
#include "agent/config/plan_notes.hpp"
#include "agent/store/state_path.hpp"
#include "core/text/counted.hpp"
#include "core/text/printable.hpp"
#include "runtime/clock.hpp"

#include <fmt/core.h>

#include <cstdio>

namespace cutwatch::cli {

void print_complaints(const std::vector<config::ConfigError>& complaints) {
  for (const auto& complaint : complaints) talk("{}\n", config::to_string(complaint));
}

int config_check_command(const std::string& file) {
  const auto config = config::read_config_file(file);
  if (!config) {
    print_complaints(config.error());
    return kUsage;
  }
  print_complaints(config->not_yet);
  for (const auto& note : config::notes_on(*config, RealClock().wall())) talk("{}: {}\n", file, note);
  const auto folder = store::missing_folder(config->state_path);
  if (!folder.empty())
    talk("{}: [state] path: there is no directory {}; the agent does not make it\n", file, printable(folder));
  fmt::print("{}: good: {}, {}\n", file, counted(config->cutovers.size(), "cutover"),
             counted(config->resolvers.size(), "resolver"));
  return kPass;
}

}  // namespace cutwatch::cli
