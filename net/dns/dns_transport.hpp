#pragma once
#include "core/address/ip_address.hpp"
#include "core/dns/channel.hpp"
#include "core/dns/message.hpp"
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <asio/awaitable.hpp>

#include <cstdint>

namespace cutwatch::net {

/// What is asked of one server, and how.
struct DnsQuery {
  dns::Question question;
  bool is_recursion_desired = true;  ///< False only towards authoritative servers.
  dns::Channel channel = dns::PlainChannel{};
};

/// The reply that was accepted, with when it was asked for and received.
struct DnsReply {
  dns::Message message;
  dns::Transport transport = dns::Transport::udp;
  WallTime
      sent;  ///< When the query that this replies to left (the first transmission, if that cannot be told).
  WallTime received;
  Micros duration{};  ///< By the steady clock, from the last transmission on that transport.
};

/// One exchange: the reply or why there is none, and what came that was not the reply.
struct DnsExchange {
  Result<DnsReply> reply = fail(FailureKind::timeout);
  std::uint32_t unexpected_replies = 0;  ///< Dropped because source, id or question did not match.
  std::uint32_t case_mismatches = 0;     ///< Repeated over TCP because the name came back in another case.
};

/// Asks one server one question.
class DnsTransport {
 public:
  virtual ~DnsTransport() = default;

  /// Waits at most until `deadline`. Errors: timeout · refused, unreachable (ICMP or TCP) · malformed (a
  /// matching reply that cannot be decoded) · tls (the certificate does not hold) · protocol (HTTP said no) ·
  /// limited (the server is backed off from) · cancelled. Every rcode is a reply. A truncated reply is asked
  /// for again over TCP within the same deadline (RFC 7766 §5); where that fails, the failure is TCP's and
  /// its detail says that UDP was answered.
  virtual asio::awaitable<DnsExchange> exchange(Endpoint server, DnsQuery query, SteadyTime deadline) = 0;
};

}  // namespace cutwatch::net
