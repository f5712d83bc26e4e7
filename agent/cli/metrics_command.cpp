#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "core/metrics/catalogue.hpp"

#include <fmt/core.h>

namespace cutwatch::cli {

int metrics_command() {
  fmt::print("{}", metrics::documentation());
  return kPass;
}

}  // namespace cutwatch::cli
