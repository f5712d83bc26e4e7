#include "net/dns/icmp_error.hpp"

#include <array>
#include <cerrno>
#include <system_error>

// Wants <sys/socket.h> and <time.h> before it.
#include <time.h>

#include <linux/errqueue.h>

namespace cutwatch::net {
namespace {

std::optional<sock_extended_err> extended_error(msghdr& message) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    const bool is_v4 = part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR;
    const bool is_v6 = part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR;
    if (is_v4 || is_v6) return *reinterpret_cast<const sock_extended_err*>(CMSG_DATA(part));
  }
  return std::nullopt;
}

bool ends_an_exchange(const sock_extended_err& error) {
  const bool is_icmp = error.ee_origin == SO_EE_ORIGIN_ICMP || error.ee_origin == SO_EE_ORIGIN_ICMP6;
  return is_icmp && error.ee_errno != EMSGSIZE;
}

Failure failure_of(int error) {
  return {.kind = error == ECONNREFUSED ? FailureKind::refused : FailureKind::unreachable,
          .detail = "ICMP: " + std::generic_category().message(error)};
}

}  // namespace

std::optional<IcmpError> take_icmp_error(int socket) {
  while (true) {
    IcmpError found;
    std::array<std::uint8_t, 64> payload;
    alignas(cmsghdr) std::array<char, 512> control;
    iovec room{.iov_base = payload.data(), .iov_len = payload.size()};
    msghdr message{};
    message.msg_name = found.to.data();
    message.msg_namelen = SocketAddress::capacity();
    message.msg_iov = &room;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto size = recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
    if (size < 0) return std::nullopt;
    const auto error = extended_error(message);
    if (!error || !ends_an_exchange(*error)) continue;
    if (size >= 2) found.id = static_cast<std::uint16_t>(payload[0] << 8 | payload[1]);
    found.failure = failure_of(static_cast<int>(error->ee_errno));
    return found;
  }
}

}  // namespace cutwatch::net
