#pragma once
#include "core/failure/failure.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

// What commands learn from an agent that runs.
namespace cutwatch::cli {

inline constexpr const char* kAgentUrl = "http://127.0.0.1:9953";

/// The URL as it is asked: without a slash at its end, and of plain HTTP, which agents speak, where no scheme
/// is said. Errors: malformed.
Result<std::string> agent_url(const std::string& text);

/// The status document of the agent at that URL. Errors: those of reaching it, and malformed where what
/// answers is no agent.
Result<nlohmann::json> agent_status(const std::string& url);

/// The cutover of a status document by its domain, or the only one where the domain is empty. Errors:
/// malformed, with the domains that there are.
Result<nlohmann::json> cutover_of(const nlohmann::json& status, const std::string& domain);

}  // namespace cutwatch::cli
