#pragma once
#include "core/failure/failure.hpp"
#include "net/dns/socket_address.hpp"

#include <optional>

namespace cutwatch::net {

/// What a host or router said of a datagram of ours that it could not deliver.
struct IcmpError {
  SocketAddress to;                 ///< Where the datagram was going.
  std::optional<std::uint16_t> id;  ///< Its DNS id, when enough of it was sent back.
  Failure failure;                  ///< refused (port unreachable) or unreachable (all else).
};

/// Takes the next error from the socket's error queue (ip(7), ipv6(7)); nullopt when it is empty. What does
/// not end an exchange (a smaller path MTU) is passed over.
std::optional<IcmpError> take_icmp_error(int socket);

}  // namespace cutwatch::net
