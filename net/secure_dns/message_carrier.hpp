#pragma once
#include "core/dns/channel.hpp"
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"
#include "net/dns/query_encoder.hpp"

#include <asio/awaitable.hpp>

#include <cstdint>
#include <vector>

namespace cutwatch::net {

/// A message that answers the query, as far as question and, where the channel does not tie them together,
/// id say.
struct CarriedReply {
  std::vector<std::uint8_t> octets;
  WallTime sent;
  WallTime received;
  Micros duration{};  ///< From the query, once there was a connection, to the reply.
};

struct Carried {
  Result<CarriedReply> reply = fail(FailureKind::timeout);
  std::uint32_t unexpected_replies = 0;
};

/// Takes a query to a server by one channel and brings the reply back.
class MessageCarrier {
 public:
  virtual ~MessageCarrier() = default;

  /// Errors: timeout · refused · unreachable · tls · malformed · protocol · cancelled.
  virtual asio::awaitable<Carried> carry(Endpoint server, dns::Channel channel, EncodedQuery query,
                                         SteadyTime deadline) = 0;
};

}  // namespace cutwatch::net
