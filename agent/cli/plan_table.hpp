#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string>

namespace cutwatch::cli {

/// The steps of one cutover of a status document: when each may be taken, what it publishes, and why not
/// earlier. Printable ASCII, whatever the document holds. Pure.
std::string plan_table(const nlohmann::json& cutover);

}  // namespace cutwatch::cli
