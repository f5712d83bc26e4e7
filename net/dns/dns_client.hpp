#pragma once
#include "net/dns/dns_transport.hpp"
#include "net/dns/server_limits.hpp"
#include "net/dns/udp_pool.hpp"
#include "runtime/waitable_clock.hpp"

#include <asio/any_io_executor.hpp>

#include <memory>

namespace cutwatch::net {

struct DnsClientOptions {
  UdpPoolOptions pool;
  ServerLimitOptions limits;
  Millis retransmit_after{1500};  ///< The query is sent once more, with other secrets; the first stays open.
  /// The least time that a transmission is given: answers from stale caches take 1.8 s (RFC 8767 §5). An
  /// exchange whose wait in our own queue left it less, and which saw no reply, ends as limited: the server
  /// had no fair chance.
  Millis fair_wait{3500};
  std::uint32_t unexpected_replies =
      10;  ///< Beyond them an exchange goes on over TCP, where nobody can forge.
};

/// What the engine did since it was made.
struct DnsClientCounters {
  std::uint64_t transmissions = 0;    ///< Queries over UDP.
  std::uint64_t retransmissions = 0;  ///< Of them, sent because the one before was not answered in time.
  std::uint64_t without_edns = 0;     ///< Exchanges that were repeated because the server refused EDNS.
  std::uint64_t over_tcp = 0;         ///< Exchanges that went on over TCP.
  std::uint64_t limited = 0;          ///< Exchanges refused by our own limits.
  std::uint64_t strays = 0;           ///< Datagrams that belonged to no exchange.
};

class ClientCore;

/// The engine: UDP first, from a pool of sockets on random ports; TCP where the reply is truncated, its case
/// is wrong or forgeries come; without EDNS where the server cannot bear it. Any number of coroutines on the
/// executor's one thread may ask at a time. Must be destroyed before its io_context; exchanges that are
/// pending then end as cancelled.
class DnsClient final : public DnsTransport {
 public:
  /// Throws std::system_error when the kernel gives no epoll descriptor (start-up only).
  DnsClient(asio::any_io_executor executor, WaitableClock& clock, DnsClientOptions options = {});
  ~DnsClient() override;

  asio::awaitable<DnsExchange> exchange(Endpoint server, DnsQuery query, SteadyTime deadline) override;

  DnsClientCounters counters() const;
  /// The ports that the pool has open now, in no order.
  std::vector<std::uint16_t> ports() const;

 private:
  std::shared_ptr<ClientCore> core_;
};

}  // namespace cutwatch::net
