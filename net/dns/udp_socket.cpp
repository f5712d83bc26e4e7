#include "net/dns/udp_socket.hpp"

#include "net/dns/socket_address.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <system_error>

#include <unistd.h>

namespace cutwatch::net {
namespace {

constexpr int kTries = 64;

std::unexpected<Failure> fail_as(int error) {
  const bool is_ours =
      error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM || error == EADDRINUSE;
  return fail(is_ours ? FailureKind::limited : FailureKind::unreachable,
              fmt::format("cannot open a UDP socket: {}", std::generic_category().message(error)));
}

IpAddress any_address(IpAddress::Family family) {
  return family == IpAddress::Family::v4 ? IpAddress::v4({}) : IpAddress::v6({});
}

int set_options(int fd, IpAddress::Family family) {
  const int on = 1;
  if (family == IpAddress::Family::v4) return setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
  if (setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0) return -1;
  return setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
}

}  // namespace

FileHandle::~FileHandle() {
  if (fd_ >= 0) close(fd_);
}

Result<UdpSocket> open_udp_socket(IpAddress::Family family, const std::optional<IpAddress>& source,
                                  Random& random) {
  UdpSocket udp{.handle = FileHandle(socket(native(family), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))};
  const int fd = udp.handle.get();
  if (fd < 0 || set_options(fd, family) != 0) return fail_as(errno);
  for (int i = 0; i < kTries; ++i) {
    udp.port = static_cast<std::uint16_t>(kFirstPort + random.below(kLastPort - kFirstPort + 1));
    const SocketAddress address(Endpoint{source.value_or(any_address(family)), udp.port});
    if (bind(fd, address.data(), address.size()) == 0) return udp;
    if (errno != EADDRINUSE) return fail_as(errno);
  }
  return fail_as(EADDRINUSE);
}

}  // namespace cutwatch::net
