#pragma once
#include "core/time/clock.hpp"
#include "net/dns/datagram_batch.hpp"
#include "net/dns/icmp_error.hpp"
#include "net/dns/pool_socket.hpp"
#include "net/dns/query_encoder.hpp"
#include "net/dns/reply_match.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace cutwatch::net {

struct UdpPoolOptions {
  std::size_t sockets = 32;  ///< Per family; opened as they are needed.
  std::size_t in_flight_per_socket =
      200;  ///< More would overflow the kernel's receive buffer when all answer at once.
  std::uint32_t uses_per_port = 512;  ///< After so many queries,
  Seconds life_of_port{60};           ///< or so long, a socket gives way to one on another port.
  std::vector<IpAddress> sources;  ///< Where queries leave from; a family without one: the system's choice.
};

/// Sends queries from a pool of sockets on random ports and hands each reply to whom it belongs: random
/// socket and id per transmission, no two in flight with the same port and id, source address and question
/// compared (docs/decisions/0010-a-pool-of-sockets-that-rebind.md). Not thread-safe; blocks nowhere.
class UdpPool {
 public:
  UdpPool(UdpPoolOptions options, Random& random, const Clock& clock);
  ~UdpPool();

  /// Becomes readable when `read` has something to do. One descriptor stands for all sockets (epoll(7)).
  int readiness() const { return epoll_.get(); }

  /// Takes a query to be sent at the next `flush`. What becomes of it is told to `listener` until it is told
  /// a reply or an error, or calls `release`. Errors: unreachable (no such family here) · limited (all
  /// sockets are full).
  Result<Transmission*> send(const Endpoint& to, const DnsQuery& query, Edns edns, UdpListener& listener,
                             SteadyTime now);
  /// Ends a transmission: a reply that comes later is dropped and counted as late.
  void release(Transmission* transmission);
  /// Sends what was taken.
  void flush();
  /// Takes in replies and errors, at most one batch per ready socket.
  void read();

  std::size_t in_flight() const { return in_flight_; }
  /// Datagrams that belonged to nobody: late replies to released transmissions, and noise.
  std::uint64_t strays() const { return strays_; }
  /// An address to leave from, one of those configured for the family; nullopt: the system's choice.
  std::optional<IpAddress> source(IpAddress::Family family);
  /// The ports in use, in no order.
  std::vector<std::uint16_t> ports() const;

 private:
  using Slots = std::vector<std::unique_ptr<PoolSocket>>;
  Slots& slots_of(const Endpoint& to) { return to.address.is_v4() ? v4_ : v6_; }
  Result<PoolSocket*> pick(const Endpoint& to, SteadyTime now);
  Result<PoolSocket*> usable(std::unique_ptr<PoolSocket>& slot, IpAddress::Family family, SteadyTime now);
  Result<std::unique_ptr<PoolSocket>> open(IpAddress::Family family, SteadyTime now);
  std::uint16_t free_id(const PoolSocket& socket);
  std::unique_ptr<Transmission> end(Transmission* transmission);
  void recycle(std::unique_ptr<Transmission> transmission);

  void flush(PoolSocket& socket);
  void on_send_error(PoolSocket& socket, Transmission* transmission, int error);
  void want_writable(PoolSocket& socket, Writable writable);
  void read_datagrams(PoolSocket& socket);
  void read_errors(PoolSocket& socket);
  void on_datagram(PoolSocket& socket, const Datagram& datagram, Stamp received);
  Stamp stamp() const { return {clock_.wall(), clock_.steady()}; }
  void on_unexpected(PoolSocket& socket, const Datagram& datagram, Transmission* same_id);
  void close_drained();

  UdpPoolOptions options_;
  Random& random_;
  const Clock& clock_;
  FileHandle epoll_;
  Slots v4_, v6_;
  Slots draining_;  ///< Replaced, waiting for what is still in flight on them.
  std::vector<PoolSocket*> dirty_;
  std::vector<std::unique_ptr<Transmission>> spare_;
  std::size_t in_flight_ = 0;
  std::uint64_t strays_ = 0;
  ReadBatch reads_;
  WriteBatch writes_;
};

}  // namespace cutwatch::net
