#include "net/secure_dns/dot_carrier.hpp"

#include "tests/net/secure_dns/carrier_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

struct DotWorld {
  Sim sim;
  ScriptedSecureConnector connector{sim.clock};
  DotCarrier carrier{sim.io.get_executor(), connector, sim.clock, {.sources = {ip("192.0.2.7")}}};

  Carried ask(std::uint16_t id) {
    return sim
        .run(carrier.carry(endpoint("192.0.2.53:853"),
                           dns::DotChannel{.tls_name = "dns.example.net", .ca_file = "ca.pem"}, mx_query(id),
                           sim.clock.steady() + 5s))
        .value();
  }
};

}  // namespace

TEST_CASE("DoT asks the address for the name, and gives the reply as it came") {
  DotWorld world;
  world.connector.plays({turn(1, {good_reply(1)})});
  const auto carried = world.ask(1);
  REQUIRE(carried.reply.has_value());
  CHECK(carried.reply->octets == mx_reply(mx_query(1).octets()));
  CHECK(carried.reply->sent == kStart);
  CHECK(carried.unexpected_replies == 0);
  REQUIRE(world.connector.asked.size() == 1);
  const auto& peer = world.connector.asked[0];
  CHECK(to_string(peer.endpoint) == "192.0.2.53:853");
  CHECK(peer.host == "dns.example.net");
  CHECK(peer.ca_file == "ca.pem");
  CHECK(peer.source == ip("192.0.2.7"));
}

TEST_CASE("a source of the other family is not left from") {
  DotWorld world;
  world.connector.plays({});
  world.sim.run(world.carrier.carry(endpoint("[2001:db8::53]:853"),
                                    dns::DotChannel{.tls_name = "x", .ca_file = ""}, mx_query(),
                                    world.sim.clock.steady() + 5s));
  CHECK_FALSE(world.connector.asked.at(0).source.has_value());
}

TEST_CASE("one connection serves question after question") {
  DotWorld world;
  world.connector.plays({turn(1, {good_reply(1)}), turn(2, {good_reply(2)})});
  CHECK(world.ask(1).reply.has_value());
  CHECK(world.carrier.idle() == 1);
  CHECK(world.ask(2).reply.has_value());
  CHECK(world.connector.asked.size() == 1);
}

TEST_CASE("a connection that nobody uses is closed") {
  DotWorld world;
  world.connector.plays({turn(1, {good_reply(1)})});
  CHECK(world.ask(1).reply.has_value());
  world.sim.advance(19s);
  CHECK(world.connector.scripts[0]->is_alive);
  world.sim.advance(2s);
  CHECK_FALSE(world.connector.scripts[0]->is_alive);
  CHECK(world.carrier.idle() == 0);
}

TEST_CASE("a connection that the server closed meanwhile costs nobody an answer") {
  DotWorld world;
  world.connector.plays({turn(1, {good_reply(1)})});  // its turns are used up then: it has closed
  world.connector.plays({turn(2, {good_reply(2)})});
  CHECK(world.ask(1).reply.has_value());
  CHECK(world.ask(2).reply.has_value());
  CHECK(world.connector.asked.size() == 2);
}

TEST_CASE("a fresh connection that closes without a reply is a refusal, and not tried again") {
  DotWorld world;
  world.connector.plays({turn(1, {})});
  const auto carried = world.ask(1);
  CHECK(carried.reply.error().kind == FailureKind::refused);
  CHECK(world.connector.asked.size() == 1);
}

TEST_CASE("what does not answer the question is passed over, up to a point") {
  const auto other_id = framed_text(mx_reply(mx_query(0x9999).octets()));
  const auto other_name = framed_text(
      mx_reply(EncodedQuery(query_for("example.com", dns::RrType::mx), {.id = 1}, Edns::with).octets()));
  SUBCASE("the reply comes behind it") {
    DotWorld world;
    world.connector.plays({turn(1, {other_id, other_name, framed_text({}), good_reply(1)})});
    const auto carried = world.ask(1);
    CHECK(carried.reply.has_value());
    CHECK(carried.unexpected_replies == 3);
  }
  SUBCASE("nothing else comes") {
    DotWorld world;
    world.connector.plays({turn(1, std::vector<std::string>(50, other_id))});
    const auto carried = world.ask(1);
    CHECK(carried.reply.error().kind == FailureKind::malformed);
    CHECK(carried.unexpected_replies == 11);
    CHECK(world.carrier.idle() == 0);
  }
}

TEST_CASE("a connection with octets that nobody asked for is not used again") {
  DotWorld world;
  world.connector.plays({turn(1, {good_reply(1) + "x"})});
  CHECK(world.ask(1).reply.has_value());
  CHECK(world.carrier.idle() == 0);
}

TEST_CASE("a mute server is waited for until the deadline, and its connection is closed") {
  DotWorld world;
  auto mute = turn(1, {});
  mute.is_mute = true;
  world.connector.plays({mute});
  const auto carried = world.ask(1);
  CHECK(carried.reply.error().kind == FailureKind::timeout);
  CHECK(world.sim.clock.steady().time_since_epoch() == 5s);
  CHECK_FALSE(world.connector.scripts[0]->is_alive);
}

TEST_CASE("why there is no connection is handed on") {
  DotWorld world;
  const auto carried = world.ask(1);
  CHECK(carried.reply.error() == world.connector.failure);
}
