#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/cutover_parts.hpp"
#include "agent/cli/gate_answer.hpp"
#include "agent/cli/plan_table.hpp"
#include "agent/cli/status_source.hpp"

#include <fmt/core.h>

namespace cutwatch::cli {

int plan_command(const CutoverOptions& options) {
  const auto known = learn(options.source);
  if (!known) return say(known.error());
  print_notes(*known);
  int exit_status = kPass;
  for (const auto& cutover : known->cutovers) {
    if (const auto none = not_told(cutover, "plan")) {
      exit_status = joined(exit_status, say(*none));
      continue;
    }
    fmt::print(
        "{}",
        options.output == "json"
            ? part_of(cutover, {"domain", "kind", "phase", "rolled_back", "taken_back", "plan"}).dump() + "\n"
            : plan_table(cutover));
  }
  return exit_status;
}

}  // namespace cutwatch::cli
