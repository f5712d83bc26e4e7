#include "net/secure_dns/channel_transport.hpp"

namespace cutwatch::net {

asio::awaitable<DnsExchange> ChannelTransport::exchange(Endpoint server, DnsQuery query,
                                                        SteadyTime deadline) {
  auto& transport = dns::is_authenticated(query.channel) ? secure_ : plain_;
  return transport.exchange(server, std::move(query), deadline);
}

}  // namespace cutwatch::net
