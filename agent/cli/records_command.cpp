#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/gate_answer.hpp"
#include "agent/cli/records_answer.hpp"
#include "agent/cli/status_source.hpp"

#include <fmt/core.h>

namespace cutwatch::cli {

int records_command(const CutoverOptions& options) {
  const auto known = learn(options.source);
  if (!known) return say(known.error());
  print_notes(*known);
  int exit_status = kPass;
  for (const auto& cutover : known->cutovers) {
    const auto answer = records_answer(cutover);
    for (const auto& warning : answer.warnings) fmt::print(stderr, "{}\n", warning);
    fmt::print("{}", options.output == "json" ? answer.document.dump() + "\n" : answer.zone);
    exit_status = joined(exit_status, answer.exit_status);
  }
  return exit_status;
}

}  // namespace cutwatch::cli
