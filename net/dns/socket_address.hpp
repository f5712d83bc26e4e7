#pragma once
#include "core/address/ip_address.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

namespace cutwatch::net {

/// An endpoint in the form the kernel takes and gives. A value.
class SocketAddress {
 public:
  /// Room for the kernel to write an address of either family.
  SocketAddress() : v6_{} {}
  explicit SocketAddress(const Endpoint& endpoint);

  const sockaddr* data() const { return &any_; }
  sockaddr* data() { return &any_; }
  socklen_t size() const { return any_.sa_family == AF_INET ? sizeof v4_ : sizeof v6_; }
  static constexpr socklen_t capacity() { return sizeof(sockaddr_in6); }
  std::uint16_t port() const { return ntohs(any_.sa_family == AF_INET ? v4_.sin_port : v6_.sin6_port); }

  /// Same family, address and port: what makes two datagrams come from one server.
  friend bool operator==(const SocketAddress& left, const SocketAddress& right);

 private:
  union {
    sockaddr any_;
    sockaddr_in v4_;
    sockaddr_in6 v6_;
  };
};

constexpr int native(IpAddress::Family family) {
  return family == IpAddress::Family::v4 ? AF_INET : AF_INET6;
}

}  // namespace cutwatch::net
