#include "tests/net/dns/client_world.hpp"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <set>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

Octets forged_answer(const Octets& query) {
  return reply_head(query, 0x8180, 1) + record(15, 300, octets("0001") + wire_name("evil.example."));
}

Octets with(Octets message, std::size_t at, int octet) {
  message.at(at) = static_cast<std::uint8_t>(octet);
  return message;
}

}  // namespace

TEST_CASE("a reply with one wrong field is dropped and counted, and the true reply still accepted") {
  struct Row {
    const char* field;
    std::function<void(Octets&)> change;
  };
  const Row rows[] = {
      {"id", [](Octets& reply) { reply[1] ^= 1; }},
      {"qname", [](Octets& reply) { reply[13] ^= 1; }},
      {"qtype", [](Octets& reply) { reply[question_type_at(reply) + 1] = 1; }},
      {"qclass", [](Octets& reply) { reply[question_type_at(reply) + 3] = 3; }},
      {"QR", [](Octets& reply) { reply[2] &= 0x7f; }},
      {"opcode", [](Octets& reply) { reply[2] |= 0x10; }},
      {"QDCOUNT", [](Octets& reply) { reply[5] = 0; }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.field);
    ClientWorld world;
    const auto asked = world.ask();
    const auto query = world.query();
    auto forged = forged_answer(query.octets);
    row.change(forged);
    world.reply(forged, query.from);
    CHECK_FALSE(asked->has_value());
    world.reply(mx_reply(query.octets), query.from);
    const auto result = world.result(asked);
    CHECK(result.reply.value().message.answers.at(0).data == "10 mail.example.org.");
    CHECK(result.unexpected_replies == 1);
  }
}

TEST_CASE("without a question only four errors are heard, and only as the bare header") {
  struct Row {
    const char* what;
    std::function<Octets(const Octets& query)> reply;
  };
  const Row rows[] = {
      {"NOERROR", [](const Octets& query) { return bare_reply(query, 0); }},
      {"NXDOMAIN", [](const Octets& query) { return bare_reply(query, 3); }},
      {"another rcode", [](const Octets& query) { return bare_reply(query, 9); }},
      {"an answer", [](const Octets& query) { return with(bare_reply(query, 1), 7, 1); }},
      {"an authority record", [](const Octets& query) { return with(bare_reply(query, 1), 9, 1); }},
      {"an OPT", [](const Octets& query) { return with(bare_reply(query, 1), 11, 1); }},
      {"more octets", [](const Octets& query) { return bare_reply(query, 1) + Octets{0}; }},
      {"another id", [](const Octets& query) { return with(bare_reply(query, 1), 1, query[1] ^ 1); }},
      {"a query", [](const Octets& query) { return with(bare_reply(query, 1), 2, 0x01); }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    ClientWorld world;
    const auto asked = world.ask();
    const auto query = world.query();
    world.reply(row.reply(query.octets), query.from);
    CHECK_FALSE(world.is_asked());
    world.reply(mx_reply(query.octets), query.from);
    const auto result = world.result(asked);
    CHECK(result.reply.value().message.answers.at(0).data == "10 mail.example.org.");
    CHECK(result.unexpected_replies == 1);
  }
}

TEST_CASE(
    "a forged error without a question costs the query its EDNS, and the true reply is still accepted") {
  ClientWorld world;
  const auto asked = world.ask();
  const auto query = world.query();
  const auto forged = bare_reply(query.octets, 2);
  world.reply(forged, query.from);
  const auto plain = world.query();
  const bool is_same_secret = plain.octets[0] == query.octets[0] && plain.octets[1] == query.octets[1];
  if (!is_same_secret) world.reply(forged, plain.from);  // the same guess does not hit twice
  world.reply(mx_reply(plain.octets), plain.from);
  CHECK(world.result(asked).reply.value().message.answers.at(0).data == "10 mail.example.org.");
}

TEST_CASE("an error without a question from another address or port is dropped") {
  ClientWorld world;
  const auto asked = world.ask();
  const auto query = world.query();
  UdpPeer other_address("127.0.0.2", world.peer.endpoint().port);
  UdpPeer other_port("127.0.0.1");
  for (const auto* forger : {&other_address, &other_port})
    forger->send(bare_reply(query.octets, 5), query.from);
  world.sim.settle();
  CHECK_FALSE(world.is_asked());
  world.reply(mx_reply(query.octets), query.from);
  CHECK(world.result(asked).unexpected_replies == 2);
}

TEST_CASE("a reply from another address or port is dropped and counted") {
  ClientWorld world;
  const auto asked = world.ask();
  const auto query = world.query();
  UdpPeer other_address("127.0.0.2", world.peer.endpoint().port);
  UdpPeer other_port("127.0.0.1");
  for (const auto* forger : {&other_address, &other_port})
    forger->send(forged_answer(query.octets), query.from);
  world.sim.settle();
  CHECK_FALSE(asked->has_value());
  world.reply(mx_reply(query.octets), query.from);
  const auto result = world.result(asked);
  CHECK(result.reply.value().message.answers.at(0).data == "10 mail.example.org.");
  CHECK(result.unexpected_replies == 2);
}

TEST_CASE("a reply that comes to another of our ports is dropped") {
  ClientWorld world;
  const auto asked = world.ask();
  const auto query = world.query();
  UdpPeer other;
  const auto elsewhere = world.ask(other.endpoint(), Millis{9000});
  std::optional<UdpPeer::Query> second;
  world.until([&] { return (second = other.take()).has_value(); });
  if (second->from.port() == query.from.port()) return;  // one of 32 sockets: the same one by chance
  world.reply(forged_answer(query.octets), second->from);
  CHECK_FALSE(asked->has_value());
  CHECK_FALSE(elsewhere->has_value());
}

TEST_CASE("beyond ten forgeries the exchange goes on over TCP") {
  ClientWorld world;
  world.serve_tcp([](asio::ip::tcp::socket socket) -> Task<void> {
    const auto query = co_await read_query(socket);
    co_await write(socket, framed(mx_reply(query)));
  });
  const auto asked = world.ask();
  const auto query = world.query();
  auto forged = forged_answer(query.octets);
  forged[1] ^= 1;
  for (int i = 0; i < 10; ++i) world.reply(forged, query.from);
  CHECK(world.client->counters().over_tcp == 0);
  world.reply(forged, query.from);
  const auto result = world.result(asked);
  CHECK(result.reply.value().transport == dns::Transport::tcp);
  CHECK(result.unexpected_replies == 11);
}

TEST_CASE("ten thousand guesses of the id hit at most what chance allows, and never without the right case") {
  // One letter's case is always wrong in the guesses, so that not even a lucky id gets through.
  net::DnsClientOptions options;
  options.unexpected_replies = 1000000;
  ClientWorld world(options);
  const auto asked = world.ask(Millis{3600000});
  const auto query = world.query();
  auto guess = forged_answer(query.octets);
  guess[13] ^= 0x20;
  for (unsigned i = 0; i < 10000; ++i) {
    const unsigned id = (static_cast<unsigned>(query.octets[0] << 8 | query.octets[1]) + 1 + i) & 0xffff;
    guess[0] = static_cast<std::uint8_t>(id >> 8);
    guess[1] = static_cast<std::uint8_t>(id & 0xff);
    world.reply(guess, query.from);
  }
  CHECK_FALSE(asked->has_value());
  world.reply(mx_reply(query.octets), query.from);
  CHECK(world.result(asked).unexpected_replies == 10000);
}
