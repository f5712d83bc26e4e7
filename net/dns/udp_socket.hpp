#pragma once
#include "core/address/ip_address.hpp"
#include "runtime/random.hpp"

#include <optional>
#include <utility>

namespace cutwatch::net {

/// A file descriptor that closes itself.
class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int fd) : fd_(fd) {}
  FileHandle(FileHandle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileHandle();
  int get() const { return fd_; }

 private:
  int fd_ = -1;
};

/// The ports that sockets are bound to: Linux's own range for outgoing traffic, which firewalls know.
inline constexpr std::uint16_t kFirstPort = 32768;
inline constexpr std::uint16_t kLastPort = 60999;

/// An unconnected, non-blocking UDP socket on a random port that the kernel tells of ICMP errors (ip(7),
/// IP_RECVERR).
struct UdpSocket {
  FileHandle handle;
  std::uint16_t port = 0;
};

/// Binds to a port that the kernel's generator chose, not its port counter (RFC 5452 §9.2); to `source` where
/// given. Errors: unreachable (the host has no such address or family) · limited (no descriptor or port
/// left).
Result<UdpSocket> open_udp_socket(IpAddress::Family family, const std::optional<IpAddress>& source,
                                  Random& random);

}  // namespace cutwatch::net
