#include "tests/net/dns/client_world.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

/// A port that nobody listens on: the kernel answers with ICMP.
Endpoint closed_port(std::string_view address) { return UdpPeer(address).endpoint(); }

}  // namespace

TEST_CASE("an ICMP port unreachable ends the right exchange at once, and no other") {
  for (const std::string_view address : {"127.0.0.1", "::1"}) {
    CAPTURE(address);
    net::DnsClientOptions options;
    options.pool.sockets = 1;  // the error must find its query among others on the same socket
    ClientWorld world(options, address);
    const auto alive = world.ask();
    const auto refused = world.ask(closed_port(address), Millis{10000});
    const auto result = world.result(refused);
    CHECK(result.reply.error().kind == FailureKind::refused);
    CHECK_FALSE(alive->has_value());
    const auto query = world.query();
    world.reply(mx_reply(query.octets), query.from);
    CHECK(world.result(alive).reply.has_value());
    CHECK(world.client->counters().retransmissions == 0);
  }
}

TEST_CASE("a pending ICMP error of one query does not hit the next that is sent from the socket") {
  net::DnsClientOptions options;
  options.pool.sockets = 1;
  ClientWorld world(options);
  const auto refused = closed_port("127.0.0.1");
  for (int i = 0; i < 20; ++i) {
    const auto dead = world.ask(refused, Millis{10000});
    const auto alive = world.ask();
    const auto query = world.query();
    world.reply(mx_reply(query.octets), query.from);
    CHECK(world.result(alive).reply.has_value());
    CHECK(world.result(dead).reply.error().kind == FailureKind::refused);
  }
}

TEST_CASE("a server that no route leads to is unreachable at once") {
  ClientWorld world;
  const auto asked = world.ask({IpAddress::parse("255.255.255.255").value(), 53}, Millis{10000});
  const auto result = world.result(asked);
  CHECK(result.reply.error().kind == FailureKind::unreachable);
}

TEST_CASE("a refused server is not a silent one") {
  net::DnsClientOptions options;
  options.limits.silent_after = 1;
  ClientWorld world(options);
  const auto refused = closed_port("127.0.0.1");
  for (int i = 0; i < 3; ++i) {
    CHECK(world.result(world.ask(refused, Millis{10000})).reply.error().kind == FailureKind::refused);
  }
}
