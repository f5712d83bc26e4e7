#include "agent/cli/agent_status.hpp"
#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/status_table.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace cutwatch::cli {
namespace {

int say(const Failure& failure, int exit_status) {
  fmt::print(stderr, "{}\n", failure.detail);
  return exit_status;
}

void print(const nlohmann::json& cutover, const std::string& output) {
  if (output == "json") {
    fmt::print("{}\n", cutover.dump());
  } else {
    fmt::print("{}", status_table(cutover));
  }
}

}  // namespace

int status_command(const StatusOptions& options) {
  const auto status = agent_status(options.agent);
  if (!status) return say(status.error(), kCannotTell);
  if (options.domain.empty()) {
    for (const auto& cutover : (*status)["cutovers"]) print(cutover, options.output);
    return kPass;
  }
  const auto cutover = cutover_of(*status, options.domain);
  if (!cutover) return say(cutover.error(), kUsage);
  print(*cutover, options.output);
  return kPass;
}

}  // namespace cutwatch::cli
