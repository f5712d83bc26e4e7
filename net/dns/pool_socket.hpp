#pragma once
#include "net/dns/query_encoder.hpp"
#include "net/dns/reply_match.hpp"
#include "net/dns/socket_address.hpp"
#include "net/dns/udp_socket.hpp"

#include <array>
#include <memory>
#include <vector>

namespace cutwatch::net {

struct PoolSocket;
struct Transmission;

/// One instant by both clocks.
struct Stamp {
  WallTime wall;
  SteadyTime steady;
};

/// Who waits for a reply. Every call but `on_unexpected` ends the transmission it is about.
class UdpListener {
 public:
  /// The reply came: `match` is anything but `no`. `datagram` is valid during the call only.
  virtual void on_reply(const Transmission& transmission, std::span<const std::uint8_t> datagram,
                        ReplyMatch match, Stamp received) = 0;
  /// The reply came but was longer than we take.
  virtual void on_cut_reply() = 0;
  /// Something came that looks like an attempt at the reply: dropped.
  virtual void on_unexpected() = 0;
  /// The query cannot reach the server.
  virtual void on_undeliverable(const Transmission& transmission, Failure failure) = 0;

 protected:
  ~UdpListener() = default;
};

/// One query on its way, until a reply, an error or its release.
struct Transmission {
  EncodedQuery query;
  SocketAddress to;
  UdpListener* listener;
  PoolSocket* socket;
  Stamp sent{};
};

/// Ids of transmissions that ended without a reply: what still comes for them is late, not forged.
class RecentIds {
 public:
  void add(std::uint16_t id, const SocketAddress& server);
  bool has(std::uint16_t id, const SocketAddress& server) const;

 private:
  struct Entry {
    std::uint16_t id;
    SocketAddress server;
  };
  std::vector<Entry> ring_;
  std::size_t next_ = 0;
};

enum class Writable : std::uint8_t { not_awaited, awaited };

/// One socket of the pool with what is in flight on it. A plain record: the pool keeps it right.
struct PoolSocket {
  UdpSocket udp;
  SteadyTime opened{};
  std::uint32_t uses = 0;
  Writable writable = Writable::not_awaited;
  std::vector<std::uint16_t> ids{};  ///< Of `in_flight`, place by place: searched for every datagram.
  std::vector<std::unique_ptr<Transmission>> in_flight{};
  std::vector<Transmission*> unsent{};
  RecentIds recent{};

  /// The transmission with this id; nullptr when there is none.
  Transmission* find(std::uint16_t id) const;
  /// Any transmission to this server; nullptr when there is none.
  Transmission* find(const SocketAddress& server) const;
  void add(std::unique_ptr<Transmission> transmission);
  std::unique_ptr<Transmission> remove(const Transmission* transmission);
};

}  // namespace cutwatch::net
