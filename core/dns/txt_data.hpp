#pragma once
#include "core/failure/failure.hpp"

#include <string>
#include <string_view>

namespace cutwatch::dns {

/// One TXT record's data in canonical form. Who reads SPF or DKIM joins the character-strings without
/// anything between (RFC 7208 §3.3, RFC 6376 §3.6.2.2), and where a provider cuts them is its own affair: two
/// records are the same when their strings make the same text. It is written as strings of 255 octets in
/// quotes, the most that one can hold, with what is not printable ASCII as \DDD (RFC 1035 §5.1), so that it
/// can stand in a zone file.
///
/// Text that begins with a quote is read as such a list; any other stands for itself, backslashes included.
/// Errors: malformed.
Result<std::string> canonical_txt(std::string_view text);

}  // namespace cutwatch::dns
