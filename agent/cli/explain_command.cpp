#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/explanation.hpp"
#include "core/cutover/conditions/condition.hpp"
#include "core/text/quoted.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace cutwatch::cli {
namespace {

int unknown(const std::string& what) {
  const auto meant = likely_meant(what);
  fmt::print(stderr, "{} is neither a condition, nor a gate, nor an SMTP reply code{}\n",
             cutwatch::quoted(what),
             meant.empty() ? "; cutwatch explain lists all conditions"
                           : fmt::format("; did you mean {}?", fmt::join(meant, ", ")));
  return kUsage;
}

}  // namespace

int explain_command(const ExplainOptions& options) {
  if (options.what.empty()) fmt::print("{}", cutover::condition_documentation());
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
