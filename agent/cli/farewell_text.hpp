#pragma once
#include <nlohmann/json.hpp>

#include <string>

namespace cutwatch::cli {

/// Who still sends to the old server since the switch, and what share of its former senders has moved: a line
/// for each of the most talkative networks. Empty where nothing of that is told. Any value may stand where an
/// object should.
std::string farewell_text(const nlohmann::json& cutover);

}  // namespace cutwatch::cli
