#pragma once
#include "net/dns/dns_transport.hpp"

namespace cutwatch::net {

/// Hands each query to the transport of its channel. Both must outlive it.
class ChannelTransport final : public DnsTransport {
 public:
  ChannelTransport(DnsTransport& plain, DnsTransport& secure) : plain_(plain), secure_(secure) {}

  asio::awaitable<DnsExchange> exchange(Endpoint server, DnsQuery query, SteadyTime deadline) override;

 private:
  DnsTransport& plain_;
  DnsTransport& secure_;
};

}  // namespace cutwatch::net
