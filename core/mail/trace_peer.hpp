#pragma once
#include "core/address/ip_address.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cutwatch::mail {

/// What the writer of a Received field noted of the host that connected.
struct TracePeer {
  std::optional<IpAddress> ip;
  std::optional<std::string> helo;
};

/// Of one comment in the "from" clause: "(name [192.0.2.1])", "([192.0.2.1]:25000 helo=name)",
/// "(HELO name) (192.0.2.1)", "(192.0.2.1:25000)". What the peer said of itself (HELO, ident) is never taken
/// for its address. Pure.
TracePeer peer_of(std::string_view comment);

/// The address in "[192.0.2.1]", "[IPv6:2001:db8::1]", "[fe80::1%6]" or "[192.0.2.1:25000]", wherever it
/// stands in the word; of several the last. Pure.
std::optional<IpAddress> bracketed_ip(std::string_view word);

}  // namespace cutwatch::mail
