#pragma once
#include "core/mail/mime_part.hpp"

#include <string>
#include <string_view>

namespace cutwatch::mail {

/// The header of the mail that a delivery report brings along, in a part of its own (RFC 3462 §1, RFC 6533
/// §5); without fields where there is none.
HeaderBlock returned_header(const MimePart& report);

/// The header that a text goes on with, as a reporter without MIME brings it along.
HeaderBlock header_in(std::string_view copy);

/// The Message-ID of the mail or of the header that a delivery report brings along (RFC 3462 §1, RFC 6533
/// §5), with its angle brackets; empty where there is none.
std::string returned_message_id(const MimePart& report);

/// The same of text that goes on with the header of a mail.
std::string message_id_in(std::string_view copy);

/// The first msg-id (RFC 5322 §3.6.4) in a field's value; empty without one.
std::string first_message_id(std::string_view value);

}  // namespace cutwatch::mail
