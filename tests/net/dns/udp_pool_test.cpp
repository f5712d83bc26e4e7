#include "net/dns/udp_pool.hpp"

#include "tests/net/dns/client_world.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <numeric>
#include <set>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

struct Quiet final : UdpListener {
  void on_reply(const Transmission&, std::span<const std::uint8_t>, ReplyMatch, Stamp) override { ++replies; }
  void on_cut_reply() override { ++cut; }
  void on_unexpected() override { ++unexpected; }
  void on_undeliverable(const Transmission&, Failure) override { ++undeliverable; }
  int replies = 0, cut = 0, unexpected = 0, undeliverable = 0;
};

struct PoolWorld {
  explicit PoolWorld(UdpPoolOptions options = {}) : pool(std::move(options), random, clock) {}
  FakeClock clock;
  KernelRandom random;
  UdpPool pool;
  Quiet listener;
  UdpPeer peer;
  DnsQuery query = query_for("example.org", dns::RrType::mx);

  Result<Transmission*> send(SteadyTime now = {}) {
    return pool.send(peer.endpoint(), query, Edns::with, listener, now);
  }
};

/// Chi squared of counts that should be equal.
double chi_squared(const std::vector<int>& counts) {
  const double expected =
      std::accumulate(counts.begin(), counts.end(), 0.0) / static_cast<double>(counts.size());
  double sum = 0;
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

}  // namespace

TEST_CASE("ids, sockets and letter cases are spread evenly, and no two in flight share port and id") {
  PoolWorld world({.sockets = 16, .in_flight_per_socket = 2000, .uses_per_port = 100000});
  std::set<std::pair<std::uint16_t, std::uint16_t>> seen;
  std::vector<int> ids(16), cases(16);
  std::map<std::uint16_t, int> ports;
  for (int i = 0; i < 10000; ++i) {
    const auto* sent = world.send().value();
    const auto id = sent->query.id();
    CHECK(seen.emplace(sent->socket->udp.port, id).second);
    ++ids[id >> 12];
    ++ports[sent->socket->udp.port];
    const auto name = sent->query.question();
    ++cases[static_cast<std::size_t>((name[1] & 0x20) >> 2 | (name[2] & 0x20) >> 3 | (name[3] & 0x20) >> 4 |
                                     (name[4] & 0x20) >> 5)];
  }
  std::vector<int> sockets;
  for (const auto& [port, count] : ports) sockets.push_back(count);
  REQUIRE(sockets.size() == 16);
  // 15 degrees of freedom: beyond 50 with p = 1e-5.
  CHECK(chi_squared(ids) < 50);
  CHECK(chi_squared(sockets) < 50);
  CHECK(chi_squared(cases) < 50);
}

TEST_CASE("ports lie in the range for outgoing traffic, spread over it") {
  PoolWorld world({.sockets = 64});
  for (int i = 0; i < 2000; ++i) world.pool.release(world.send().value());
  const auto ports = world.pool.ports();
  CHECK(ports.size() == 64);
  int upper = 0;
  for (const auto port : ports) {
    CHECK(port >= kFirstPort);
    CHECK(port <= kLastPort);
    upper += port > (kFirstPort + kLastPort) / 2;
  }
  CHECK(upper > 10);
  CHECK(upper < 54);
}

TEST_CASE("a socket gives way to one on another port after so many uses, and after so long") {
  PoolWorld world({.sockets = 1, .uses_per_port = 3, .life_of_port = Seconds{60}});
  const auto port_at = [&](int second) {
    auto* sent = world.send(SteadyTime{} + Seconds{second}).value();
    const auto port = sent->socket->udp.port;
    world.pool.release(sent);
    return port;
  };
  const auto first = port_at(0);
  CHECK(port_at(1) == first);
  CHECK(port_at(2) == first);
  const auto second = port_at(3);
  CHECK(second != first);
  CHECK(port_at(62) == second);
  CHECK(port_at(63) != second);
}

TEST_CASE("what is in flight on a replaced socket is still answered, then the socket is closed") {
  PoolWorld world({.sockets = 1, .uses_per_port = 1});
  REQUIRE(world.send().has_value());
  world.pool.flush();
  REQUIRE(world.send().has_value());
  CHECK(world.pool.ports().size() == 2);
  const auto query = world.peer.take();
  REQUIRE(query.has_value());
  world.peer.send(mx_reply(query->octets), query->from);
  world.pool.read();
  CHECK(world.listener.replies == 1);
  world.pool.flush();
  CHECK(world.pool.ports().size() == 1);
  CHECK(world.pool.in_flight() == 1);
}

TEST_CASE("a socket takes no more than its share; when all are full the next query is refused") {
  PoolWorld world({.sockets = 2, .in_flight_per_socket = 3});
  for (int i = 0; i < 6; ++i) CHECK(world.send().has_value());
  CHECK(world.send().error().kind == FailureKind::limited);
}

TEST_CASE("a query released before the flush is never sent") {
  PoolWorld world;
  world.pool.release(world.send().value());
  world.pool.flush();
  CHECK_FALSE(world.peer.take().has_value());
  CHECK(world.pool.in_flight() == 0);
}

TEST_CASE("a reply longer than the room for it is told as cut") {
  PoolWorld world;
  REQUIRE(world.send().has_value());
  world.pool.flush();
  const auto query = world.peer.take().value();
  auto reply = mx_reply(query.octets);
  reply.resize(ReadBatch::kRoom + 1);
  world.peer.send(reply, query.from);
  world.pool.read();
  CHECK(world.listener.cut == 1);
}

TEST_CASE("more queries than one batch holds are all sent and all answered") {
  PoolWorld world({.sockets = 1});
  for (int i = 0; i < 100; ++i) REQUIRE(world.send().has_value());
  world.pool.flush();
  int asked = 0;
  while (const auto query = world.peer.take()) {
    ++asked;
    world.peer.send(mx_reply(query->octets), query->from);
  }
  CHECK(asked == 100);
  for (int i = 0; i < 10; ++i) world.pool.read();
  CHECK(world.listener.replies == 100);
}

TEST_CASE("the ICMP error of one query, reported when the next is sent, does not stop that one") {
  PoolWorld world({.sockets = 1});
  const auto closed = UdpPeer().endpoint();
  REQUIRE(world.pool.send(closed, world.query, Edns::with, world.listener, {}).has_value());
  world.pool.flush();
  REQUIRE(world.send().has_value());
  world.pool.flush();  // the kernel reports the first one's error here
  CHECK(world.peer.take().has_value());
  CHECK(world.listener.undeliverable == 1);
  CHECK(world.pool.in_flight() == 1);
}
