#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/gate_answer.hpp"
#include "agent/cli/rollback_answer.hpp"
#include "agent/cli/status_source.hpp"
#include "agent/cli/talk.hpp"

#include <fmt/core.h>

#include <optional>

namespace cutwatch::cli {
namespace {

void print(const RollbackAnswer& answer, const std::string& output) {
  if (output == "json") {
    fmt::print("{}\n", answer.document.dump());
  } else if (answer.is_possible) {
    fmt::print("{}", answer.text);
  } else {
    talk(answer.text);
  }
}

}  // namespace

int rollback_command(const CutoverOptions& options) {
  const auto known = learn(options.source);
  if (!known) return say(known.error());
  print_notes(*known);
  std::optional<int> possible;
  for (const auto& cutover : known->cutovers) {
    if (const auto none = not_told(cutover, "rollback")) {
      possible = joined(possible.value_or(kPass), say(*none));
      continue;
    }
    const auto answer = rollback_answer(cutover);
    print(answer, options.output);
    if (answer.is_possible) possible = joined(possible.value_or(kPass), answer.exit_status);
  }
  return possible.value_or(kNotPassed);
}

}  // namespace cutwatch::cli
