#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string>

namespace cutwatch::cli {

/// What servers' queues hold, where most of it is to go, and when they are empty: a line each, by a cutover
/// of the API. Empty where nobody looks at one.
std::string queues_text(const nlohmann::json& cutover);

}  // namespace cutwatch::cli
