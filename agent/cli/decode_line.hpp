#pragma once
#include "core/failure/failure.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

// What all kinds of `cutwatch decode` share: one line of JSON in, one line of JSON out (docs/decode.md).
namespace cutwatch::cli {

/// What a kind makes of a line's members: the facts with "ok": true, or what `rejected` gives.
using LineDecoder = nlohmann::json (*)(const nlohmann::json& input);

/// The answer to one line, without a line end: its id as it was written, then what `decode` says of it, in
/// printable ASCII. Never throws for what the line holds.
std::string decode_line(const std::string& line, LineDecoder decode);

/// "ok": false, and why.
nlohmann::json rejected(const std::string& reason);

/// The octets of the member "hex". The failure's detail says what is wrong with it.
Result<std::vector<std::uint8_t>> given_octets(const nlohmann::json& input);

/// The member "input" as it is, else the octets of "hex": text that is not UTF-8 comes that way.
Result<std::string> given_text(const nlohmann::json& input);

}  // namespace cutwatch::cli
