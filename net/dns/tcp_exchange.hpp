#pragma once
#include "net/dns/deadline_queue.hpp"
#include "net/dns/dns_transport.hpp"
#include "net/dns/query_encoder.hpp"
#include "runtime/waitable_clock.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/ip/tcp.hpp>

#include <optional>
#include <vector>

namespace cutwatch::net {

/// One question over one TCP connection (RFC 1035 §4.2.2, RFC 7766). Not thread-safe; lives in its caller's
/// coroutine.
class TcpExchange final : public DeadlineEntry {
 public:
  TcpExchange(const asio::any_io_executor& executor, WaitableClock& clock);

  struct Reply {
    std::vector<std::uint8_t> octets;
    WallTime sent;
    SteadyTime sent_steady;
  };

  /// Connects (from `source` where given), asks and waits for the message that answers, whatever else comes
  /// first. The deadline that the entry is set to bounds all of it together: a peer that sends an octet a
  /// second gains nothing. Errors: timeout · refused (a reset, or closed without a word) · unreachable ·
  /// malformed (closed inside a message, or no message answered the query, a hundred at most) · cancelled.
  asio::awaitable<Result<Reply>> ask(Endpoint server, std::optional<IpAddress> source, EncodedQuery query);

  /// Messages that were not the reply.
  std::uint32_t unexpected_replies() const { return unexpected_replies_; }
  /// Makes `ask` end soon, with cancelled.
  void cancel();

 private:
  void on_due() override;
  asio::awaitable<Result<void>> connect(Endpoint server, std::optional<IpAddress> source);
  asio::awaitable<Result<void>> send(const EncodedQuery& query);
  asio::awaitable<Result<std::vector<std::uint8_t>>> receive();
  asio::awaitable<Result<void>> read(std::vector<std::uint8_t>& into);
  std::unexpected<Failure> no_connection(Endpoint server, const asio::error_code& error) const;
  std::unexpected<Failure> no_reply(const asio::error_code& error) const;

  enum class Stop : std::uint8_t { none, deadline, cancelled };
  asio::ip::tcp::socket socket_;
  WaitableClock& clock_;
  Stop stop_ = Stop::none;
  std::size_t taken_ = 0;  ///< Octets of the message that is being read.
  std::uint32_t unexpected_replies_ = 0;
};

}  // namespace cutwatch::net
