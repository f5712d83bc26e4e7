#pragma once
#include "core/mail/header_block.hpp"

#include <span>
#include <string>
#include <string_view>

// What DKIM hashes of a mail: the canonical form "relaxed" of RFC 6376 §3.4. Pure, in time in proportion to
// the text.
namespace cutwatch::mail {

/// "name:value" (§3.4.2), without the line's end. `value` is unfolded.
std::string relaxed_field(std::string_view name, std::string_view value);

/// The body (§3.4.4), its lines ended by CRLF whatever ended them before; empty where it has none but empty
/// ones.
std::string relaxed_body(std::string_view body);

/// A mail taken apart for that.
struct SignableMail {
  HeaderBlock header;
  std::string body;  ///< As `relaxed_body` has it.
};

/// Of a mail that holds no header field the header is empty.
SignableMail signable(std::string_view mail);

/// The fields of those names as they are signed, in that order, each with CRLF: where a name comes again the
/// field above the last one is meant, and one that is not there is left out (§5.4.2).
std::string relaxed_fields(const HeaderBlock& header, std::span<const std::string> names);

}  // namespace cutwatch::mail
