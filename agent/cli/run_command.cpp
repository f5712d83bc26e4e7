#include "agent/cli/command_line.hpp"
#include "agent/cli/commands.hpp"
#include "agent/cli/config_complaints.hpp"
#include "agent/config/config_file.hpp"
#include "agent/log/event_log.hpp"
#include "agent/service.hpp"

#include <spdlog/spdlog.h>

namespace cutwatch::cli {

int run_command(const RunOptions& options) {
  const auto config = config::read_config_file(options.config_file);
  if (!config) {
    print_complaints(config.error());
    return kUsage;
  }
  set_up_log(options.log_level);
  for (const auto& notice : config->not_yet) spdlog::warn("{}", config::to_string(notice));
  return run_service(*config, [&options] { return config::reread_config_file(options.config_file); });
}

}  // namespace cutwatch::cli
