#pragma once
#include "agent/cli/commands.hpp"

#include <nlohmann/json.hpp>

#include <expected>
#include <string>
#include <vector>

// Where commands learn how the cutovers stand: from an agent that runs, or from the state file of one.
namespace cutwatch::cli {

/// Why nothing is learned.
struct NoStatus {
  std::string reason;  ///< For people; several lines where a configuration is wrong.
  int exit_status = 0;
};

struct Known {
  nlohmann::json cutovers;         ///< Those that are meant, as in a status document (docs/api.md).
  std::string at;                  ///< When that was.
  std::vector<std::string> notes;  ///< For standard error: how old it is, and what is missing.
};

/// What the agent says; or what the state file says that a configuration names, judged now: evidence is as
/// old as the file then, and a note tells.
std::expected<Known, NoStatus> learn(const StatusSource& source);

/// Prints them on standard error.
void print_notes(const Known& known);

/// Prints a reason there, and gives the exit status.
int say(const NoStatus& none);

}  // namespace cutwatch::cli
