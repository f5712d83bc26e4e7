#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace cutwatch::net {

/// A message as it goes over the wire (RFC 5321 §2.3.8, §4.5.2).
struct MessageText {
  std::string
      bytes;  ///< Dot-stuffed lines and the line with the dot that ends them; every CR and LF is a CRLF.
  std::size_t size = 0;  ///< What SIZE announces (RFC 1870 §3): without dot-stuffing and final dot.
  bool has_eight_bit = false;
};

/// Whatever the message holds, the wire shows one end of data: CRLF, bare CR and bare LF each become one CRLF
/// *before* leading dots are doubled, so that no mix of them around a dot can end the message early for any
/// server.
MessageText message_text(std::string_view message);

}  // namespace cutwatch::net
