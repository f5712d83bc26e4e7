#include "net/stream/route_source.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cutwatch::net {
namespace {

constexpr std::uint16_t kAnyPort = 25;

/// Closes itself.
class Socket {
 public:
  explicit Socket(int family) : fd_(socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(Socket&&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

/// To connect a datagram socket looks a route up, and sends nothing (connect(2)).
template <class Address>
bool connect_and_name(const Socket& socket, Address& address) {
  socklen_t size = sizeof address;
  return socket.get() >= 0 && connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
         getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0;
}

std::optional<IpAddress> source_v4(const IpAddress& destination) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(kAnyPort);
  std::memcpy(&address.sin_addr, destination.octets().data(), sizeof address.sin_addr);
  const Socket socket(AF_INET);
  if (!connect_and_name(socket, address)) return std::nullopt;
  std::array<std::uint8_t, 4> octets{};
  std::memcpy(octets.data(), &address.sin_addr, octets.size());
  return IpAddress::v4(octets);
}

std::optional<IpAddress> source_v6(const IpAddress& destination) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(kAnyPort);
  std::memcpy(&address.sin6_addr, destination.octets().data(), sizeof address.sin6_addr);
  const Socket socket(AF_INET6);
  if (!connect_and_name(socket, address)) return std::nullopt;
  std::array<std::uint8_t, 16> octets{};
  std::memcpy(octets.data(), &address.sin6_addr, octets.size());
  return unmapped(IpAddress::v6(octets));
}

}  // namespace

std::optional<IpAddress> route_source(const IpAddress& destination) {
  return destination.is_v4() ? source_v4(destination) : source_v6(destination);
}

}  // namespace cutwatch::net
