#pragma once
#include "core/mail/message_form.hpp"

#include <string>
#include <string_view>

namespace cutwatch::mail {

/// The text of a probe message, and what its MIME header says of it (RFC 2045 §5, §6).
struct ProbeBody {
  std::string_view charset;
  std::string_view encoding;
  std::string text;  ///< Lines ended by CRLF, 998 octets at most; none ends with a blank.
};

/// The text for the message with that id, the same each time. Every kind has a line that begins with a dot,
/// so that a server which forgets dot-stuffing shows itself.
ProbeBody body_of(const MessageForm& form, const std::string& id);

}  // namespace cutwatch::mail
