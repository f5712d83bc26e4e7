#pragma once
#include "net/dns/deadline_timer.hpp"
#include "net/secure_dns/framed_stream.hpp"
#include "net/secure_dns/message_carrier.hpp"
#include "net/stream/secure_connector.hpp"

#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace cutwatch::net {

struct DotOptions {
  std::vector<IpAddress>
      sources;         ///< Addresses to leave from, the first of the family; none: the system's choice.
  Millis idle{20000};  ///< A connection that nobody has used for so long is closed.
  std::uint32_t unexpected_replies = 10;  ///< Beyond them the connection is given up.
};

/// DNS over TLS (RFC 7858). One question at a time on a connection, which then waits for the next one.
/// Belongs to the event loop's thread; must be destroyed before its io_context, and not while it is asked.
class DotCarrier final : public MessageCarrier {
 public:
  DotCarrier(asio::any_io_executor executor, SecureConnector& connector, WaitableClock& clock,
             DotOptions options = {});

  asio::awaitable<Carried> carry(Endpoint server, dns::Channel channel, EncodedQuery query,
                                 SteadyTime deadline) override;

  /// Connections that are open and not in use.
  std::size_t idle() const;

 private:
  using Key = std::tuple<Endpoint, std::string, std::string>;  // server, name, certificates
  struct Idle {
    FramedStream stream;
    SteadyTime since;
  };
  asio::awaitable<Carried> ask(FramedStream& stream, EncodedQuery query, SteadyTime deadline);
  asio::awaitable<Result<FramedStream>> connect(Endpoint server, const dns::DotChannel& channel,
                                                SteadyTime deadline);
  std::optional<FramedStream> take_idle(const Key& key);
  void keep(const Key& key, FramedStream stream);
  void close_expired();

  SecureConnector& connector_;
  WaitableClock& clock_;
  DotOptions options_;
  std::map<Key, std::vector<Idle>> idle_;
  DeadlineTimer timer_;
};

}  // namespace cutwatch::net
