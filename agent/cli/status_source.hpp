#pragma once
#include "agent/cli/commands.hpp"

#include <nlohmann/json.hpp>

#include <expected>
#include <optional>
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
  std::size_t unknown = 0;         ///< Cutovers of the configuration that a state file has not heard of.
};

/// What the agent says; or what the state file says that a configuration names, judged now: evidence is as
/// old as the file then, and a note tells.
std::expected<Known, NoStatus> learn(const StatusSource& source);

/// The same of one cutover: the only one there is, where none is named.
std::expected<Known, NoStatus> learn_of_one(const StatusSource& source);

/// A state file that has not heard of a domain: no answer, where the phase would be a guess.
NoStatus knows_nothing(const std::string& state_path, const std::string& domain);

/// Why a part of a cutover cannot be shown that an agent of this version tells; none: it is there.
std::optional<NoStatus> not_told(const nlohmann::json& cutover, const char* part);

/// Prints them on standard error.
void print_notes(const Known& known);

/// Prints a reason there, and gives the exit status.
int say(const NoStatus& none);

}  // namespace cutwatch::cli
