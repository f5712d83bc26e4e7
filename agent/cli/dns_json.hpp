#pragma once
#include "core/dns/message.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::cli {

/// An rcode's mnemonic, or its number where it has none.
nlohmann::json rcode_json(std::uint16_t rcode);

/// The answer section's records of class IN: [{name, type, ttl, data}].
nlohmann::json answers_json(const dns::Message& message);

}  // namespace cutwatch::cli
