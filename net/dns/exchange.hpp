#pragma once
#include "net/dns/client_core.hpp"
#include "net/dns/tcp_exchange.hpp"
#include "net/dns/tcp_reason.hpp"
#include "net/dns/wakeup.hpp"

#include <array>

namespace cutwatch::net {

/// One question to one server, from its place in the queue to its reply: the decisions between the pool, the
/// deadlines, the limits and TCP. Belongs to the coroutine that runs it: start, wait, ask over TCP where it
/// must, take the result.
class Exchange final : UdpListener, DeadlineEntry {
 public:
  Exchange(ClientCore& core, Endpoint server, DnsQuery query, SteadyTime deadline);
  ~Exchange();

  void start();
  bool must_wait() const { return phase_ == Phase::waiting || phase_ == Phase::udp; }
  asio::awaitable<void> wait() { return wakeup_.wait(); }
  bool wants_tcp() const { return phase_ == Phase::tcp; }
  asio::awaitable<void> ask_over_tcp();
  DnsExchange take_result() { return std::move(result_); }

  const Endpoint& server() const { return server_; }
  void on_admitted(SteadyTime now);
  void on_refused();
  /// Goes on in the coroutine; only for one that was made ready.
  void resume() { wakeup_.resume(); }
  /// The client is being destroyed.
  void stop();

  std::size_t place = 0;  ///< In the core's list.

 private:
  enum class Phase : std::uint8_t { fresh, waiting, udp, tcp, ended };

  void transmit(SteadyTime now);
  void retransmit(SteadyTime now);
  void go_over_tcp(TcpReason reason);
  asio::awaitable<Result<DnsReply>> reply_over_tcp();
  bool must_drop_edns(const dns::Message& message) const;
  void drop_edns();
  void end(Result<DnsReply> reply);
  void end_silent(SteadyTime now);
  void cancel();
  void wake();
  void release_transmissions();
  void set_timer(SteadyTime now);
  ServerOutcome outcome(SteadyTime now) const;

  void on_reply(const Transmission& transmission, std::span<const std::uint8_t> datagram, ReplyMatch match,
                Stamp received) override;
  void on_cut_reply() override;
  void on_unexpected() override;
  void on_undeliverable(const Transmission& transmission, Failure failure) override;
  void on_due() override;
  void forget(const Transmission& transmission);

  ClientCore& core_;
  Endpoint server_;
  DnsQuery query_;
  SteadyTime deadline_;
  SteadyTime began_{};  ///< When the first query left.
  Phase phase_ = Phase::fresh;
  Edns edns_ = Edns::with;
  TcpReason tcp_reason_{};
  bool has_spoken_ = false;  ///< The server sent a reply, if not one that could be used.
  bool may_retransmit_ = true;
  bool has_waited_ = false;
  bool is_ready_ = false;
  std::array<Transmission*, 2> on_the_way_{};
  DnsExchange result_;
  Wakeup wakeup_;
  TcpExchange* tcp_ = nullptr;
};

}  // namespace cutwatch::net
