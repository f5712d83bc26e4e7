#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/gate_answer.hpp"
#include "agent/cli/status_source.hpp"
#include "agent/cli/status_table.hpp"
#include "agent/cli/status_watch.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace cutwatch::cli {

int status_command(const StatusOptions& options) {
  if (options.watches) return watch_status(options);
  const auto known = learn(options.source);
  if (!known) return say(known.error());
  print_notes(*known);
  int exit_status = kPass;
  for (const auto& cutover : known->cutovers) {
    if (const auto none = not_told(cutover, "decision")) {
      exit_status = joined(exit_status, say(*none));
      continue;
    }
    fmt::print("{}", options.output == "json" ? cutover.dump() + "\n" : status_table(cutover));
  }
  return exit_status;
}

}  // namespace cutwatch::cli
