#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/rollback_answer.hpp"
#include "agent/cli/status_source.hpp"

#include <fmt/core.h>

namespace cutwatch::cli {
namespace {

void print(const RollbackAnswer& answer, const std::string& output) {
  if (output == "json") {
    fmt::print("{}\n", answer.document.dump());
  } else {
    fmt::print(answer.is_possible ? stdout : stderr, "{}", answer.text);
  }
}

}  // namespace

int rollback_command(const CutoverOptions& options) {
  const auto known = learn(options.source);
  if (!known) return say(known.error());
  print_notes(*known);
  bool is_possible = false;
  for (const auto& cutover : known->cutovers) {
    const auto answer = rollback_answer(cutover);
    print(answer, options.output);
    is_possible = is_possible || answer.is_possible;
  }
  return is_possible ? kPass : kNotPassed;
}

}  // namespace cutwatch::cli
