#pragma once
#include "net/secure_dns/message_carrier.hpp"
#include "net/stream/https_client.hpp"
#include "runtime/waitable_clock.hpp"

#include <vector>

namespace cutwatch::net {

/// DNS over HTTPS (RFC 8484) by POST, which no cache on the way answers. Both arguments must outlive it.
class DohCarrier final : public MessageCarrier {
 public:
  /// `sources`: addresses to leave from, the first of the family; none: the system's choice.
  DohCarrier(HttpsClient& client, WaitableClock& clock, std::vector<IpAddress> sources = {})
      : client_(client), clock_(clock), sources_(std::move(sources)) {}

  asio::awaitable<Carried> carry(Endpoint server, dns::Channel channel, EncodedQuery query,
                                 SteadyTime deadline) override;

 private:
  HttpsClient& client_;
  WaitableClock& clock_;
  std::vector<IpAddress> sources_;
};

}  // namespace cutwatch::net
