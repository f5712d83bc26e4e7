#include "net/dns/socket_address.hpp"

#include <cstring>

namespace cutwatch::net {

SocketAddress::SocketAddress(const Endpoint& endpoint) : v6_{} {
  const auto& octets = endpoint.address.octets();
  if (endpoint.address.is_v4()) {
    v4_ = {};
    v4_.sin_family = AF_INET;
    v4_.sin_port = htons(endpoint.port);
    std::memcpy(&v4_.sin_addr, octets.data(), sizeof v4_.sin_addr);
    return;
  }
  v6_.sin6_family = AF_INET6;
  v6_.sin6_port = htons(endpoint.port);
  std::memcpy(&v6_.sin6_addr, octets.data(), sizeof v6_.sin6_addr);
}

bool operator==(const SocketAddress& left, const SocketAddress& right) {
  if (left.any_.sa_family != right.any_.sa_family) return false;
  if (left.any_.sa_family == AF_INET) {
    return left.v4_.sin_port == right.v4_.sin_port && left.v4_.sin_addr.s_addr == right.v4_.sin_addr.s_addr;
  }
  return left.v6_.sin6_port == right.v6_.sin6_port &&
         std::memcmp(&left.v6_.sin6_addr, &right.v6_.sin6_addr, sizeof left.v6_.sin6_addr) == 0;
}

}  // namespace cutwatch::net
