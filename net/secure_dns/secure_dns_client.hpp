#pragma once
#include "net/dns/dns_transport.hpp"
#include "net/secure_dns/message_carrier.hpp"
#include "net/secure_dns/server_gate.hpp"
#include "runtime/random.hpp"

namespace cutwatch::net {

struct SecureDnsOptions {
  /// A question has its connection for itself over DoT: fewer of them than over UDP.
  ServerLimitOptions dot{.in_flight = 4};
  ServerLimitOptions doh{};
  /// An exchange that waited for its place and had less time than this ends as limited, not as timeout.
  Millis fair_wait{3500};
  /// Less time than this says nothing about a server that did not answer.
  Millis silent_after{1500};
};

/// Asks over the channels that prove the server: DoT and DoH. What it does with a reply is what the UDP
/// engine does: limits per server, the same decoder, a repeat without EDNS where the server cannot bear it.
/// The arguments must outlive it; it must be destroyed before its io_context.
class SecureDnsClient final : public DnsTransport {
 public:
  SecureDnsClient(const asio::any_io_executor& executor, WaitableClock& clock, MessageCarrier& dot,
                  MessageCarrier& doh, SecureDnsOptions options = {});

  /// The query's channel must not be the plain one.
  asio::awaitable<DnsExchange> exchange(Endpoint server, DnsQuery query, SteadyTime deadline) override;

 private:
  struct Way {
    MessageCarrier& carrier;
    ServerGate gate;
    dns::Transport transport;
  };
  asio::awaitable<Result<DnsReply>> ask(Way& way, Endpoint server, DnsQuery query, SteadyTime deadline,
                                        DnsExchange& seen);
  EncodedQuery encoded(const DnsQuery& query, const Way& way, Edns edns);

  WaitableClock& clock_;
  SecureDnsOptions options_;
  KernelRandom random_;
  Way dot_;
  Way doh_;
};

}  // namespace cutwatch::net
