#pragma once
#include <nlohmann/json.hpp>

#include <string>

namespace cutwatch::cli {

/// What became of the copies that are expected in further mailboxes, of the messages that the status tells: a
/// line for each mailbox. Empty where none are expected. Any value may stand where an object should.
std::string copies_text(const nlohmann::json& cutover);

}  // namespace cutwatch::cli
