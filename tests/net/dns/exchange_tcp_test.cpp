#include "tests/net/dns/client_world.hpp"

#include <asio/socket_base.hpp>
#include <doctest/doctest.h>

#include <functional>
#include <string>

#include <poll.h>

using namespace cutwatch;
using namespace cutwatch::test;
using asio::ip::tcp;

namespace {

Octets truncated(const UdpPeer::Query& query) { return reply_head(query.octets, 0x8380, 0); }

Task<void> answer(tcp::socket socket) {
  const auto query = co_await read_query(socket);
  co_await write(socket, framed(mx_reply(query)));
}

Task<void> silence(tcp::socket socket) {
  co_await read_query(socket);
  co_await read_query(socket);  // never comes
}

/// The exchange whose UDP reply was truncated, with this TCP server behind it.
struct Truncated {
  ClientWorld world;
  Asked asked;
  explicit Truncated(std::function<Task<void>(tcp::socket)> script) {
    if (script) world.serve_tcp(std::move(script));
    asked = world.ask(Millis{5000});
    const auto query = world.query();
    world.reply(truncated(query), query.from);
  }
};

}  // namespace

TEST_CASE("a truncated reply is asked for again over TCP") {
  Truncated test(answer);
  const auto result = test.world.result(test.asked);
  REQUIRE(result.reply.has_value());
  CHECK(result.reply->transport == dns::Transport::tcp);
  CHECK(result.reply->message.answers.at(0).data == "10 mail.example.org.");
  CHECK(test.world.client->counters().over_tcp == 1);
}

TEST_CASE("over IPv6, too") {
  ClientWorld world({}, "::1");
  world.serve_tcp(answer);
  const auto asked = world.ask();
  const auto query = world.query();
  world.reply(truncated(query), query.from);
  CHECK(world.result(asked).reply.value().transport == dns::Transport::tcp);
}

TEST_CASE("a reply in another case is not believed: TCP's is, and the mismatch is counted") {
  ClientWorld world;
  world.serve_tcp(answer);
  const auto asked = world.ask();
  const auto query = world.query();
  auto reply = mx_reply(query.octets);
  reply[13] ^= 0x20;
  reply.back() = 0;
  world.reply(reply, query.from);
  const auto result = world.result(asked);
  REQUIRE(result.reply.has_value());
  CHECK(result.reply->transport == dns::Transport::tcp);
  CHECK(result.case_mismatches == 1);
  CHECK(result.unexpected_replies == 0);
}

TEST_CASE("over TCP another case is accepted: the connection proves the sender") {
  Truncated test([](tcp::socket socket) -> Task<void> {
    auto reply = mx_reply(co_await read_query(socket));
    reply[13] ^= 0x20;
    co_await write(socket, framed(reply));
  });
  CHECK(test.world.result(test.asked).reply.has_value());
}

TEST_CASE("truncated, and TCP refused: refused, never an empty answer, and both are told") {
  Truncated test(nullptr);
  const auto failure = test.world.result(test.asked).reply.error();
  CHECK(failure.kind == FailureKind::refused);
  CHECK(failure.detail == "answered over UDP, but truncated; no connection to TCP port " +
                              std::to_string(test.world.peer.endpoint().port) +
                              " (blocked or closed?): Connection refused");
}

TEST_CASE("a server that answered over UDP is not a silent one, whatever TCP does") {
  net::DnsClientOptions options;
  options.limits = {.silent_after = 1};
  ClientWorld world(options);
  world.serve_tcp(silence);
  const auto asked = world.ask(Millis{5000});
  const auto query = world.query();
  world.reply(truncated(query), query.from);
  world.sim.advance(Millis{5000});
  const auto failure = world.result(asked).reply.error();
  CHECK(failure.kind == FailureKind::timeout);
  CHECK(failure.detail.starts_with("answered over UDP, but truncated; "));
  const auto next = world.ask();
  const auto again = world.query();
  world.reply(mx_reply(again.octets), again.from);
  CHECK(world.result(next).reply.has_value());
}

TEST_CASE("a server that refuses EDNS over TCP is asked again without it, over TCP") {
  for (const std::uint16_t rcode : Rcodes{1, 4, 16}) {
    CAPTURE(rcode);
    ClientWorld world;
    int connections = 0;
    world.serve_tcp([&](tcp::socket socket) -> Task<void> {
      const auto query = co_await read_query(socket);
      const bool has_edns = query[11] == 1;
      ++connections;
      co_await write(socket, framed(has_edns ? edns_refusal(query, rcode) : mx_reply(query)));
    });
    const auto asked = world.ask(Millis{5000});
    const auto query = world.query();
    world.reply(truncated(query), query.from);
    const auto result = world.result(asked);
    REQUIRE(result.reply.has_value());
    CHECK(result.reply->transport == dns::Transport::tcp);
    CHECK(result.reply->message.rcode == 0);
    CHECK(connections == 2);
    CHECK(world.client->counters().without_edns == 1);
  }
}

TEST_CASE("an error without a question is believed over TCP, never as an answer") {
  for (const std::uint16_t rcode : Rcodes{2, 5}) {
    CAPTURE(rcode);
    ClientWorld world;
    world.serve_tcp([rcode](tcp::socket socket) -> Task<void> {
      const auto query = co_await read_query(socket);
      co_await write(socket, framed(bare_reply(query, rcode)));
    });
    const auto asked = world.ask(Millis{5000});
    const auto query = world.query();
    world.reply(truncated(query), query.from);
    CHECK(world.result(asked).reply.value().message.rcode == rcode);
  }
}

TEST_CASE("a reply that is truncated over TCP too is no answer, but a bare error is one") {
  Truncated test([](tcp::socket socket) -> Task<void> {
    auto reply = mx_reply(co_await read_query(socket));
    reply[2] |= 0x02;
    co_await write(socket, framed(reply));
  });
  const auto reply = test.world.result(test.asked).reply;
  REQUIRE_FALSE(reply.has_value());
  CHECK(reply.error().kind == FailureKind::malformed);
  CHECK(reply.error().detail == "answered over UDP, but truncated; the reply over TCP is truncated too");

  Truncated bare([](tcp::socket socket) -> Task<void> {
    auto reply = bare_reply(co_await read_query(socket), dns::rcode::kRefused);
    reply[2] |= 0x02;
    co_await write(socket, framed(reply));
  });
  CHECK(bare.world.result(bare.asked).reply.value().message.rcode == dns::rcode::kRefused);
}

TEST_CASE("a server that is silent over TCP times out at the exchange's deadline") {
  Truncated test(silence);
  test.world.sim.settle();
  test.world.sim.advance(Millis{4999});
  CHECK_FALSE(test.asked->has_value());
  test.world.sim.advance(Millis{1});
  CHECK(test.world.result(test.asked).reply.error().kind == FailureKind::timeout);
}

TEST_CASE("the deadline bounds the whole reply, however steadily its octets come") {
  ClientWorld world;
  auto* const clock = &world.sim.clock;
  world.serve_tcp([clock](tcp::socket socket) -> Task<void> {
    for (const auto octet : framed(mx_reply(co_await read_query(socket)))) {
      co_await clock->sleep_until(clock->steady() + Millis{1000});
      co_await write(socket, {octet});
    }
  });
  const auto asked = world.ask(Millis{5000});
  const auto query = world.query();
  world.reply(truncated(query), query.from);
  world.until([&] { return clock->sleeping() > 1; });
  for (int second = 0; second < 5; ++second) {
    CHECK_FALSE(asked->has_value());
    world.sim.advance(Millis{1000});
  }
  CHECK(world.result(asked).reply.error().kind == FailureKind::timeout);
}

TEST_CASE("a reply that comes an octet at a time is whole in the end") {
  Truncated test([](tcp::socket socket) -> Task<void> {
    socket.set_option(tcp::no_delay(true));
    for (const auto octet : framed(mx_reply(co_await read_query(socket)))) co_await write(socket, {octet});
  });
  CHECK(test.world.result(test.asked).reply.has_value());
}

TEST_CASE("messages that answer something else are counted and passed over") {
  Truncated test([](tcp::socket socket) -> Task<void> {
    const auto query = co_await read_query(socket);
    auto other = mx_reply(query);
    other[0] ^= 1;
    co_await write(socket, framed(other) + framed({}) + framed(mx_reply(query)));
  });
  const auto result = test.world.result(test.asked);
  CHECK(result.reply.has_value());
  CHECK(result.unexpected_replies == 2);
}

TEST_CASE("a hundred messages that answer something else end the exchange") {
  struct Row {
    int misfits;
    bool is_answered;
  };
  for (const auto& row : {Row{99, true}, Row{100, false}}) {
    CAPTURE(row.misfits);
    Truncated test([&row](tcp::socket socket) -> Task<void> {
      const auto query = co_await read_query(socket);
      auto other = mx_reply(query);
      other[0] ^= 1;
      Octets all;
      for (int i = 0; i < row.misfits; ++i) all = std::move(all) + framed(other);
      co_await write(socket, std::move(all) + framed(mx_reply(query)));
    });
    const auto result = test.world.result(test.asked);
    CHECK(result.unexpected_replies == static_cast<std::uint32_t>(row.misfits));
    REQUIRE(result.reply.has_value() == row.is_answered);
    if (row.is_answered) continue;
    CHECK(result.reply.error().kind == FailureKind::malformed);
    CHECK(result.reply.error().detail ==
          "answered over UDP, but truncated; TCP: malformed reply: no message that came answers the query");
  }
}

TEST_CASE("messages of which none answers make a malformed reply, whether the server then closes or waits") {
  for (const bool is_closing : {true, false}) {
    CAPTURE(is_closing);
    Truncated test([is_closing](tcp::socket socket) -> Task<void> {
      co_await read_query(socket);
      co_await write(socket, framed(octets("0102030405")));
      if (!is_closing) co_await read_query(socket);  // never comes
    });
    test.world.sim.settle();
    poll(nullptr, 0, 20);  // the kernel's turn
    test.world.sim.settle();
    if (!is_closing) test.world.sim.advance(Millis{5000});
    const auto failure = test.world.result(test.asked).reply.error();
    CHECK(failure.kind == FailureKind::malformed);
    CHECK(failure.detail ==
          "answered over UDP, but truncated; TCP: malformed reply: no message that came answers the query");
  }
}

TEST_CASE("a reply that cannot be decoded is named as TCP's") {
  Truncated test([](tcp::socket socket) -> Task<void> {
    co_await write(socket, framed(reply_head(co_await read_query(socket), 0x8180, 3)));
  });
  const auto failure = test.world.result(test.asked).reply.error();
  CHECK(failure.kind == FailureKind::malformed);
  CHECK(failure.detail.starts_with("answered over UDP, but truncated; TCP: malformed reply: "));
}

TEST_CASE("nothing but misfits over UDP and no TCP is a malformed reply, not a refusal") {
  net::DnsClientOptions options;
  options.unexpected_replies = 2;
  ClientWorld world(options);
  const auto asked = world.ask();
  const auto query = world.query();
  for (int i = 0; i < 3; ++i) world.reply(octets("0102030405"), query.from);
  const auto failure = world.result(asked).reply.error();
  CHECK(failure.kind == FailureKind::malformed);
  CHECK(failure.detail.starts_with(
      "over UDP only datagrams that do not answer the query (malformed or forged); "
      "no connection to TCP port "));
}

TEST_CASE("how a server ends the connection tells what went wrong") {
  struct Row {
    const char* what;
    Octets before_closing;
    FailureKind expected;
  };
  for (const auto& row :
       {Row{"at once", {}, FailureKind::refused}, Row{"inside the length", {0}, FailureKind::malformed},
        Row{"inside the message", {0, 30, 1}, FailureKind::malformed}}) {
    CAPTURE(row.what);
    Truncated test([&row](tcp::socket socket) -> Task<void> {
      co_await read_query(socket);
      if (!row.before_closing.empty()) co_await write(socket, row.before_closing);
      socket.shutdown(tcp::socket::shutdown_send);
    });
    CHECK(test.world.result(test.asked).reply.error().kind == row.expected);
  }
}

TEST_CASE("a client that is destroyed during TCP ends the exchange as cancelled") {
  Truncated test([](tcp::socket socket) -> Task<void> {
    co_await read_query(socket);
    co_await read_query(socket);
  });
  test.world.sim.settle();
  test.world.client.reset();
  CHECK(test.world.result(test.asked).reply.error().kind == FailureKind::cancelled);
}
