#pragma once
#include "net/dns/deadline_queue.hpp"
#include "net/dns/deadline_timer.hpp"
#include "net/dns/dns_client.hpp"
#include "runtime/random.hpp"

#include <asio/posix/stream_descriptor.hpp>

#include <memory>
#include <unordered_map>
#include <vector>

namespace cutwatch::net {

class Exchange;

/// What the exchanges of one client share, and the turns in which it is worked: read what came, fire what is
/// due, resume those that have ended, send what they asked for, sleep. Outlives the client until its last
/// exchange has ended.
class ClientCore : public std::enable_shared_from_this<ClientCore> {
 public:
  ClientCore(asio::any_io_executor executor, WaitableClock& clock, DnsClientOptions options);

  const DnsClientOptions options;
  const asio::any_io_executor executor;
  WaitableClock& clock;
  KernelRandom random;
  UdpPool pool;
  DeadlineQueue deadlines;
  DnsClientCounters counters;

  void add(Exchange& exchange);
  void remove(Exchange& exchange);

  /// The exchange's place at its server; see ServerLimits.
  ServerLimits::Admission enter(Exchange& exchange, SteadyTime now);
  void leave(const Endpoint& server, ServerOutcome outcome, SteadyTime now);
  void abandon(Exchange& exchange);

  /// The exchange has ended: it is resumed before this turn is over.
  void make_ready(Exchange& exchange);
  /// Something was handed to the pool or the queue: a turn must follow.
  void touch();
  /// Ends every exchange as cancelled, in later turns of the event loop; closes all sockets but those of TCP.
  void stop();
  bool is_stopped() const { return is_stopped_; }

 private:
  enum class Work : std::uint8_t { read, fire, none };
  void turn(Work work);
  void resume_ready();
  void watch_sockets();
  void watch_deadlines();
  Exchange* waiting(ServerLimits::Ticket ticket);

  ServerLimits limits_;
  std::unordered_map<ServerLimits::Ticket, Exchange*> waiting_;
  std::vector<Exchange*> exchanges_;
  std::vector<Exchange*> ready_;
  asio::posix::stream_descriptor readiness_;
  DeadlineTimer timer_;
  bool is_in_turn_ = false;
  bool is_turn_posted_ = false;
  bool is_watching_ = false;
  bool is_stopped_ = false;
};

}  // namespace cutwatch::net
