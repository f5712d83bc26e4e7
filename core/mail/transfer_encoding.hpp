#pragma once
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// The octets that a Content-Transfer-Encoding stands for (RFC 2045 §6): base64 and quoted-printable are
/// decoded, as far as they can be; any other text is as it is. Pure.
std::string transfer_decoded(std::string_view body, std::string_view encoding);

/// The text as quoted-printable (RFC 2045 §6.7), its lines ended by CRLF as before and 76 octets at most.
/// Pure.
std::string quoted_printable(std::string_view text);

}  // namespace cutwatch::mail
