#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/cutover_parts.hpp"
#include "agent/cli/gate_answer.hpp"
#include "agent/cli/records_answer.hpp"
#include "agent/cli/status_source.hpp"
#include "agent/cli/talk.hpp"

#include <fmt/core.h>

namespace cutwatch::cli {

int records_command(const CutoverOptions& options) {
  const auto known = learn(options.source);
  if (!known) return say(known.error());
  print_notes(*known);
  int exit_status = kPass;
  const bool are_several = known->cutovers.size() > 1;
  for (const auto& cutover : known->cutovers) {
    if (const auto none = not_told(cutover, "records")) {
      exit_status = joined(exit_status, say(*none));
      continue;
    }
    const auto answer = records_answer(cutover);
    for (const auto& warning : answer.warnings) talk("{}\n", warning);
    const auto whose = are_several ? fmt::format("; {}\n", heading(cutover)) : "";
    fmt::print("{}", options.output == "json" ? answer.document.dump() + "\n" : whose + answer.zone);
    exit_status = joined(exit_status, answer.exit_status);
  }
  return exit_status;
}

}  // namespace cutwatch::cli
