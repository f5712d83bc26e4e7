#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// A line of a notice that names a recipient: "<alice@example.org>: host ... said", "alice@example.org",
/// "Failed address: alice@example.org".
struct RecipientLine {
  std::string address;
  std::string_view rest;    ///< What the line goes on with.
  bool is_certain = false;  ///< In a form that stands for a failed recipient wherever it is.
};

/// `line` without blanks at both ends. A sentence that has an address in it is none.
std::optional<RecipientLine> recipient_line(std::string_view line);

/// The address in a sentence that says for whom a mail was: "your message, addressed to 'alice@example.org',
/// ...".
std::optional<std::string> address_in_sentence(std::string_view line);

/// local@domain, as mail has them; not all that RFC 5321 allows (quoted local parts).
bool is_mail_address(std::string_view text);

}  // namespace cutwatch::mail
