#pragma once
#include <string_view>

namespace cutwatch::cutover {

/// The address that the canonical data of an A or AAAA record leads to: an IPv4-mapped one (RFC 4291
/// §2.5.5.2) is reached over IPv4, at the address inside it.
std::string_view led_to(std::string_view data);

}  // namespace cutwatch::cutover
