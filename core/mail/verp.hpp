#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// RFC 5321 §4.5.3.1.1: what a local part may have, and what is left of it beside "+" and a message's id.
inline constexpr std::size_t kLongestLocalPart = 64;
inline constexpr std::size_t kLongestVerpLocalPart = kLongestLocalPart - 33;

/// "local+ID@domain" of "local@domain": the envelope sender of one message, so that a bounce tells by its own
/// address what it is about, whatever it brings along. The address itself where that would be too long. Pure.
std::string verp_sender(const std::string& address, const std::string& id);

/// The id of the first address of that form in a field's value, in lower case; nullopt where there is none.
/// The value is its sender's: read are its first 2,000 octets. Pure.
std::optional<std::string> verp_id(std::string_view value, std::string_view address);

}  // namespace cutwatch::mail
