#include "tests/net/dns/client_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

TEST_CASE("a reply is the exchange's result, with when it was asked for and came") {
  ClientWorld world;
  const auto asked = world.ask();
  const auto query = world.query();
  const auto sent = world.sim.clock.wall();
  world.sim.advance(Millis{40});
  world.reply(mx_reply(query.octets), query.from);
  const auto result = world.result(asked);
  REQUIRE(result.reply.has_value());
  CHECK(result.reply->message.answers.at(0).data == "10 mail.example.org.");
  CHECK(result.reply->transport == dns::Transport::udp);
  CHECK(result.reply->sent == sent);
  CHECK(result.reply->received == sent + Millis{40});
  CHECK(result.reply->duration == Millis{40});
  CHECK(result.unexpected_replies == 0);
}

TEST_CASE("every rcode that does not speak of EDNS is a reply") {
  for (const std::uint16_t rcode : Rcodes{2, 3, 5}) {
    ClientWorld world;
    const auto asked = world.ask();
    const auto query = world.query();
    world.reply(rcode_reply(query.octets, rcode), query.from);
    CHECK(world.result(asked).reply.value().message.rcode == rcode);
  }
}

TEST_CASE(
    "an unanswered query is sent once more after 1.5 s, with other secrets, and either may be answered") {
  for (const bool is_first_answered : {true, false}) {
    ClientWorld world;
    const auto asked = world.ask();
    const auto first = world.query();
    world.sim.advance(Millis{1499});
    CHECK_FALSE(world.is_asked());
    world.sim.advance(Millis{1});
    const auto second = world.query();
    CHECK(std::pair(first.octets, first.from.port()) != std::pair(second.octets, second.from.port()));
    world.sim.advance(Millis{3000});
    CHECK_FALSE(world.is_asked());
    const auto& answered = is_first_answered ? first : second;
    world.reply(mx_reply(answered.octets), answered.from);
    const auto result = world.result(asked);
    REQUIRE(result.reply.has_value());
    CHECK(result.reply->duration == Millis{is_first_answered ? 4500 : 3000});
    CHECK(world.client->counters().retransmissions == 1);
  }
}

TEST_CASE("the late reply to the other transmission is a stray, and no forgery against the next exchange") {
  net::DnsClientOptions options;
  options.pool.sockets = 1;
  ClientWorld world(options);
  const auto asked = world.ask();
  const auto first = world.query();
  world.sim.advance(Millis{1500});
  const auto second = world.query();
  world.reply(mx_reply(second.octets), second.from);
  world.result(asked);
  const auto next = world.ask();
  const auto third = world.query();
  world.reply(mx_reply(first.octets), first.from);
  world.reply(mx_reply(third.octets), third.from);
  CHECK(world.result(next).unexpected_replies == 0);
  CHECK(world.client->counters().strays == 1);
}

TEST_CASE("a silent server times out at the deadline, not before, and nobody else waits for it") {
  ClientWorld world;
  UdpPeer mute;
  const auto silent = world.ask(mute.endpoint(), Millis{5000});
  const auto asked = world.ask();
  const auto query = world.query();
  world.reply(mx_reply(query.octets), query.from);
  CHECK(world.result(asked).reply.has_value());
  world.sim.advance(Millis{4999});
  CHECK_FALSE(silent->has_value());
  world.sim.advance(Millis{1});
  CHECK(world.result(silent).reply.error().kind == FailureKind::timeout);
}

TEST_CASE("a deadline before the retransmission is kept") {
  ClientWorld world;
  const auto asked = world.ask(Millis{700});
  world.sim.advance(Millis{700});
  CHECK(world.result(asked).reply.error().kind == FailureKind::timeout);
  CHECK(world.client->counters().transmissions == 1);
}

TEST_CASE("a server that refuses EDNS is asked again without it") {
  for (const std::uint16_t rcode : Rcodes{1, 4, 16}) {
    CAPTURE(rcode);
    ClientWorld world;
    const auto asked = world.ask();
    const auto query = world.query();
    world.reply(edns_refusal(query.octets, rcode), query.from);
    const auto plain = world.query();
    CHECK(plain.octets.at(11) == 0);
    world.reply(mx_reply(plain.octets), plain.from);
    CHECK(world.result(asked).reply.value().message.rcode == 0);
    CHECK(world.client->counters().without_edns == 1);
  }
}

TEST_CASE("a refusal of EDNS to a query without it is the reply") {
  for (const std::uint16_t rcode : Rcodes{1, 4}) {
    CAPTURE(rcode);
    ClientWorld world;
    const auto asked = world.ask();
    for (int i = 0; i < 2; ++i) {
      const auto query = world.query();
      world.reply(rcode_reply(query.octets, rcode), query.from);
    }
    CHECK(world.result(asked).reply.value().message.rcode == rcode);
  }
}

TEST_CASE("an error without a question makes the query be repeated without EDNS, truncated or not") {
  for (const std::uint16_t rcode : Rcodes{1, 2, 4, 5}) {
    CAPTURE(rcode);
    ClientWorld world;
    const auto asked = world.ask();
    const auto query = world.query();
    auto refusal = bare_reply(query.octets, rcode);
    refusal[2] |= 0x02;
    world.reply(refusal, query.from);
    const auto plain = world.query();
    CHECK(plain.octets.at(11) == 0);
    world.reply(mx_reply(plain.octets), plain.from);
    const auto result = world.result(asked);
    CHECK(result.reply.value().message.answers.size() == 1);
    CHECK(result.unexpected_replies == 0);
  }
}

TEST_CASE("an error without a question that comes again without EDNS is the reply") {
  ClientWorld world;
  const auto asked = world.ask();
  for (int i = 0; i < 2; ++i) {
    const auto query = world.query();
    world.reply(bare_reply(query.octets, 5), query.from);
  }
  CHECK(world.result(asked).reply.value().message.rcode == 5);
}

TEST_CASE("a matching reply that cannot be decoded ends the exchange as malformed") {
  ClientWorld world;
  const auto asked = world.ask();
  const auto query = world.query();
  world.reply(reply_head(query.octets, 0x8180, 3), query.from);
  CHECK(world.result(asked).reply.error().kind == FailureKind::malformed);
}

TEST_CASE("an IPv6 server is asked over IPv6") {
  ClientWorld world({}, "::1");
  const auto asked = world.ask();
  const auto query = world.query();
  CHECK(query.from.data()->sa_family == AF_INET6);
  world.reply(mx_reply(query.octets), query.from);
  CHECK(world.result(asked).reply.has_value());
}

TEST_CASE("queries leave from the configured address; one that is not here is unreachable") {
  net::DnsClientOptions options;
  options.pool.sources = {IpAddress::parse("127.0.0.9").value()};
  ClientWorld world(options);
  world.ask();
  const auto from = world.query().from;
  CHECK(from == net::SocketAddress({options.pool.sources[0], from.port()}));
  options.pool.sources = {IpAddress::parse("192.0.2.1").value()};
  ClientWorld elsewhere(options);
  CHECK(elsewhere.result(elsewhere.ask()).reply.error().kind == FailureKind::unreachable);
}

TEST_CASE("a server gets no more than its share; those who waited too long learned nothing about it") {
  net::DnsClientOptions options;
  options.limits = {.in_flight = 1, .waiting = 1};
  ClientWorld world(options);
  const auto first = world.ask(Millis{4000});
  const auto second = world.ask(Millis{5000});
  const auto third = world.ask(Millis{5000});
  CHECK(world.result(third).reply.error().kind == FailureKind::limited);
  world.query();
  CHECK_FALSE(world.is_asked());
  world.sim.advance(Millis{4000});
  CHECK(world.result(first).reply.error().kind == FailureKind::timeout);
  world.sim.advance(Millis{1000});  // the second was sent at 4 s: not a fair chance
  CHECK(world.result(second).reply.error().kind == FailureKind::limited);
  CHECK(world.client->counters().limited == 2);
}

TEST_CASE("whoever waits for a place until the deadline ends as limited; a place that frees is taken") {
  net::DnsClientOptions options;
  options.limits.in_flight = 1;
  ClientWorld world(options);
  const auto first = world.ask();
  const auto impatient = world.ask(Millis{100});
  const auto patient = world.ask();
  world.sim.advance(Millis{100});
  CHECK(world.result(impatient).reply.error().kind == FailureKind::limited);
  for (const auto& asked : {first, patient}) {
    const auto query = world.query();
    world.reply(mx_reply(query.octets), query.from);
    CHECK(world.result(asked).reply.has_value());
  }
}

TEST_CASE("a server that stays silent is backed off from, then probed") {
  net::DnsClientOptions options;
  options.limits = {.silent_after = 2, .first_pause = Millis{1000}};
  ClientWorld world(options);
  for (int i = 0; i < 2; ++i) {
    const auto asked = world.ask(Millis{2000});
    world.sim.advance(Millis{2000});
    CHECK(world.result(asked).reply.error().kind == FailureKind::timeout);
  }
  CHECK(world.result(world.ask()).reply.error().kind == FailureKind::limited);
  world.sim.advance(Millis{1000});
  while (world.is_asked()) {
  }
  const auto probe = world.ask();
  CHECK(world.result(world.ask()).reply.error().kind == FailureKind::limited);
  const auto query = world.query();
  world.reply(mx_reply(query.octets), query.from);
  CHECK(world.result(probe).reply.has_value());
}

TEST_CASE("a deadline that is no chance for anybody says nothing about the server") {
  net::DnsClientOptions options;
  options.limits = {.silent_after = 1};
  ClientWorld world(options);
  for (int i = 0; i < 3; ++i) {
    const auto asked = world.ask(Millis{100});
    world.sim.advance(Millis{100});
    CHECK(world.result(asked).reply.error().kind == FailureKind::timeout);
  }
}

TEST_CASE("a client that is destroyed ends its exchanges as cancelled, waiting ones too") {
  net::DnsClientOptions options;
  options.limits.in_flight = 1;
  ClientWorld world(options);
  const auto asked = world.ask();
  const auto waiting = world.ask();
  world.client.reset();
  world.sim.settle();
  CHECK(world.result(asked).reply.error().kind == FailureKind::cancelled);
  CHECK(world.result(waiting).reply.error().kind == FailureKind::cancelled);
  CHECK(world.sim.clock.sleeping() == 0);
}

TEST_CASE("a client and its world may end in mid-exchange") {
  ClientWorld world;
  world.ask();
  world.client.reset();  // the exchanges' last turns never come: AddressSanitizer sees what they would leave
}

TEST_CASE("an exchange that destroys its client in its own continuation does no harm") {
  ClientWorld world;
  bool is_done = false;
  asio::co_spawn(world.sim.io,
                 world.client->exchange(world.peer.endpoint(), query_for("example.org", dns::RrType::mx),
                                        world.sim.clock.steady() + Millis{1000}),
                 [&](std::exception_ptr, const net::DnsExchange&) {
                   world.client.reset();
                   is_done = true;
                 });
  const auto query = world.query();
  world.reply(mx_reply(query.octets), query.from);
  world.until([&] { return is_done; });
}

TEST_CASE("a caller may give an exchange up") {
  ClientWorld world;
  const auto give_up = [](ClientWorld& in) -> Task<bool> {
    auto bounded = [](ClientWorld& world_) -> Task<Result<bool>> {
      co_await world_.client->exchange(world_.peer.endpoint(), query_for("example.org", dns::RrType::mx),
                                       world_.sim.clock.steady() + Millis{9000});
      co_return true;
    };
    const auto result =
        co_await with_deadline(in.sim.clock, in.sim.clock.steady() + Millis{100}, bounded(in));
    co_return !result && result.error().kind == FailureKind::timeout;
  };
  CHECK(world.sim.run(give_up(world), Millis{1000}) == true);
  const auto late = world.query();
  world.reply(mx_reply(late.octets), late.from);  // reaches nobody
  CHECK(world.client->counters().strays <= 1);
}
