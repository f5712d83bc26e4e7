#pragma once
#include <optional>
#include <string_view>

namespace cutwatch::mail {

/// Whether mail came through TLS, by what a Received field says it came with: "ESMTPS" and "esmtpsa" are,
/// "ESMTP" is not (RFC 3848, RFC 6531 §4.3). None where that is no such word, as with Exchange.
std::optional<bool> is_encrypted(std::string_view with);

}  // namespace cutwatch::mail
