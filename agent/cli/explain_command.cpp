#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/explanation.hpp"
#include "agent/cli/talk.hpp"
#include "core/cutover/conditions/condition.hpp"
#include "core/text/quoted.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace cutwatch::cli {
namespace {

int unknown(const std::string& what) {
  const auto meant = likely_meant(what);
  talk("{} is neither a condition, nor a gate, nor a step, nor an SMTP reply code{}\n",
       cutwatch::quoted(what),
       meant.empty() ? "; cutwatch explain lists all conditions"
                     : fmt::format("; did you mean {}?", fmt::join(meant, ", ")));
  return kUsage;
}

int explain_all(const std::string& output) {
  if (output != "json") {
    fmt::print("{}", cutover::condition_documentation());
    return kPass;
  }
  for (const auto& rule : cutover::condition_rules())
    fmt::print("{}\n", json_of(*explanation_of(std::string(rule.id))).dump());
  return kPass;
}

}  // namespace

int explain_command(const ExplainOptions& options) {
  if (options.what.empty()) return explain_all(options.output);
  int status = kPass;
  for (const auto& what : options.what) {
    const auto explanation = explanation_of(what);
    if (!explanation) {
      status = unknown(what);
    } else if (options.output == "json") {
      fmt::print("{}\n", json_of(*explanation).dump());
    } else {
      fmt::print("{}", text_of(*explanation));
    }
  }
  return status;
}

}  // namespace cutwatch::cli
