#pragma once
#include "core/failure/failure.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace cutwatch::dns {

/// The parts of a DoH URL that matter to whoever dials.
struct DohUrl {
  std::string host;          ///< A host name in lower case, or an address in text, without brackets.
  std::uint16_t port = 443;  ///< The URL's own.
  std::string text;  ///< The URL to be asked: without the template "{?dns}" (RFC 8484 §4.1), if given.
};

/// "https://dns.example.net/dns-query", with or without port and template; the path is required, a user, a
/// query or a fragment is none of ours. Errors: malformed, with what was expected.
Result<DohUrl> parse_doh_url(std::string_view text);

}  // namespace cutwatch::dns
