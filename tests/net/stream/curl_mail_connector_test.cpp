#include "tests/support/connection_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;
using mail::SmtpPhase;

namespace {

std::vector<SmtpPhase> phases_of(const ConnectFacts& facts) {
  std::vector<SmtpPhase> phases;
  for (const auto& phase : facts.phases) phases.push_back(phase.phase);
  return phases;
}

}  // namespace

TEST_CASE("a plain server: banner, capabilities and phase times, then a conversation") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(),
                      {say("220 mx.example.org ESMTP \x1b[2J\r\n"), hear(kEhlo),
                       say("250-mx.example.org\r\n250-SIZE 1000\r\n250 8bitmime\r\n"), hear("NOOP"),
                       say("250 o"), say("k\r\n"), hold()});
  auto connection = bench.connect(server_at(peer));
  REQUIRE(connection.stream.has_value());
  CHECK(connection.facts.banner == "mx.example.org ESMTP \\x1b[2J");
  CHECK(connection.facts.capabilities == std::vector<std::string>{"SIZE 1000", "8BITMIME"});
  CHECK(phases_of(connection.facts) == std::vector{SmtpPhase::connect, SmtpPhase::banner, SmtpPhase::ehlo});
  CHECK_FALSE(connection.facts.is_encrypted);
  REQUIRE(bench.run((*connection.stream)->send("NOOP\r\n", bench.clock.steady() + 5s)).has_value());
  std::string heard;
  while (!heard.ends_with("\r\n")) {
    const auto more = bench.run((*connection.stream)->receive(bench.clock.steady() + 5s));
    REQUIRE(more.has_value());
    heard += *more;
  }
  CHECK(heard == "250 ok\r\n");
}

TEST_CASE("a negative greeting is told by its reply") {
  for (const auto& [line, code] :
       {std::pair{"554 5.7.1 not you\r\n", 554}, std::pair{"421 4.3.2 later\r\n", 421}}) {
    Bench bench;
    ScriptedServer peer(bench.io.get_executor(), {say(line), hold()});
    const auto connection = bench.connect(server_at(peer));
    CHECK(failure_of(connection).kind == FailureKind::protocol);
    REQUIRE(connection.facts.reply.has_value());
    CHECK(connection.facts.reply->code == code);
    CHECK(connection.facts.ended_in == SmtpPhase::banner);
  }
}

TEST_CASE("a mute server costs the deadline and no more") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(), {hold()});
  const SteadyTime start = bench.clock.steady();
  const auto connection = bench.connect(server_at(peer), MailProtocol::smtp, 150ms);
  CHECK(failure_of(connection).kind == FailureKind::timeout);
  CHECK(connection.facts.ended_in == SmtpPhase::banner);
  CHECK(bench.clock.steady() - start < 2s);
}

TEST_CASE("a closed port is refused, and named") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(), {});
  auto server = server_at(peer);
  {
    ScriptedServer gone(bench.io.get_executor(), {});
    server.endpoint = gone.endpoint();
    bench.connect(server);  // takes its only connection
  }
  const auto failure = failure_of(bench.connect(server));
  CHECK(failure.kind == FailureKind::refused);
  CHECK(mentions(failure.detail, to_string(server.endpoint)));
  CHECK(mentions(failure.detail, "connect: Connection refused"));
}

TEST_CASE("a server that closes or resets at once") {
  Bench bench;
  ScriptedServer closing(bench.io.get_executor(), {});
  const auto closed = failure_of(bench.connect(server_at(closing)));
  CHECK(closed.kind == FailureKind::protocol);
  ScriptedServer resetting(bench.io.get_executor(), {reset()});
  const auto was_reset = failure_of(bench.connect(server_at(resetting)));
  CHECK(was_reset.kind == FailureKind::refused);
}

TEST_CASE("what is not a reply ends the attempt at once") {
  for (const char* line :
       {"25 0 hello\r\n", "999 hello\r\n", "\x01\x02\xff\r\n", "HTTP/1.1 400 Bad Request\r\n"}) {
    Bench bench;
    ScriptedServer peer(bench.io.get_executor(), {say(line), hold()});
    const auto connection = bench.connect(server_at(peer));
    CHECK(failure_of(connection).kind == FailureKind::malformed);
    CHECK(mentions(failure_of(connection).detail, "not a reply"));
  }
}

TEST_CASE("a server that never stops talking is cut off") {
  for (const char* text :
       {"220-still greeting\r\n", "2200000000000000000000000000000000000000000000000000000000000000000"}) {
    Bench bench;
    ScriptedServer peer(bench.io.get_executor(), {say_endlessly(text)});
    const SteadyTime start = bench.clock.steady();
    const auto connection = bench.connect(server_at(peer), MailProtocol::smtp, 2s);
    CHECK(failure_of(connection).kind != FailureKind::timeout);
    CHECK(bench.clock.steady() - start < 4s);
  }
}

TEST_CASE("one byte at a time never outlasts the deadline") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(), {say("2"), say("2"), say("0"), hold()});
  const auto connection = bench.connect(server_at(peer), MailProtocol::smtp, 200ms);
  CHECK(failure_of(connection).kind == FailureKind::timeout);
}

TEST_CASE("a connection leaves from the address it is told to") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(), {say("220 hi\r\n"), hear(kEhlo), say("250 hi\r\n"), hold()});
  auto server = server_at(peer);
  server.source = IpAddress::parse("127.0.0.9").value();
  CHECK(bench.connect(server).stream.has_value());
  CHECK(peer.client() == "127.0.0.9");

  server.source = IpAddress::parse("192.0.2.77").value();
  const auto failure = failure_of(bench.connect(server));
  CHECK(failure.kind == FailureKind::unreachable);
  CHECK(mentions(failure.detail, "192.0.2.77"));
}

TEST_CASE("a server that knows HELO only") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(),
                      {say("220 hi\r\n"), hear(kEhlo), say("502 5.5.1 what?\r\n"),
                       hear("HELO agent.example.net\r\n"), say("250 hi\r\n"), hold()});
  const auto connection = bench.connect(server_at(peer));
  REQUIRE(connection.stream.has_value());
  CHECK(connection.facts.capabilities.empty());
}

TEST_CASE("names that could end a command are refused before anything is dialled") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(), {hold()});
  for (const char* name : {"agent\r\nQUIT", "agent/../x", "agent%0d%0aQUIT", "a b"}) {
    const auto connection = bench.run(
        bench.connector.connect(server_at(peer), MailProtocol::smtp, name, bench.clock.steady() + 5s));
    CHECK(failure_of(connection).kind == FailureKind::malformed);
  }
  CHECK(peer.client().empty());
}

TEST_CASE("much data both ways: partial sends, and a peer that closes in order") {
  Bench bench;
  const std::string line(1000, 'x');
  std::vector<ServerStep> script{say("220 hi\r\n"), hear(kEhlo), say("250 hi\r\n")};
  for (int i = 0; i < 8000; ++i) script.push_back(hear(line));
  script.push_back(say(line + line + line));
  ScriptedServer peer(bench.io.get_executor(), script);
  auto connection = bench.connect(server_at(peer));
  REQUIRE(connection.stream.has_value());
  std::string bytes;
  for (int i = 0; i < 8000; ++i) bytes += line + "\r\n";
  REQUIRE(bench.run((*connection.stream)->send(bytes, bench.clock.steady() + 20s)).has_value());
  std::string heard;
  for (;;) {
    const auto more = bench.run((*connection.stream)->receive(bench.clock.steady() + 5s));
    REQUIRE(more.has_value());
    if (more->empty()) break;
    heard += *more;
  }
  CHECK(heard.size() == 3000);
  CHECK(peer.has_finished());
}

TEST_CASE("a mute peer costs a conversation its deadline, a reset ends it") {
  Bench bench;
  ScriptedServer mute(bench.io.get_executor(), {say("220 hi\r\n"), hear(kEhlo), say("250 hi\r\n"), hold()});
  auto quiet = bench.connect(server_at(mute));
  REQUIRE(quiet.stream.has_value());
  const auto nothing = bench.run((*quiet.stream)->receive(bench.clock.steady() + 100ms));
  REQUIRE_FALSE(nothing.has_value());
  CHECK(nothing.error().kind == FailureKind::timeout);

  ScriptedServer rude(bench.io.get_executor(),
                      {say("220 hi\r\n"), hear(kEhlo), say("250 hi\r\n"), hear("NOOP"), reset()});
  auto cut = bench.connect(server_at(rude));
  REQUIRE(cut.stream.has_value());
  REQUIRE(bench.run((*cut.stream)->send("NOOP\r\n", bench.clock.steady() + 5s)).has_value());
  const auto lost = bench.run((*cut.stream)->receive(bench.clock.steady() + 5s));
  REQUIRE_FALSE(lost.has_value());
  CHECK(lost.error().kind == FailureKind::refused);
}

TEST_CASE("the deadline holds even while the peer has something to say") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(), {say("220 hi\r\n"), hear(kEhlo), say("250 hi\r\n"),
                                                say_endlessly(std::string(10'000, 'x'))});
  auto connection = bench.connect(server_at(peer));
  REQUIRE(connection.stream.has_value());
  REQUIRE(bench.run((*connection.stream)->receive(bench.clock.steady() + 5s)).has_value());
  const auto late = bench.run((*connection.stream)->receive(bench.clock.steady()));
  REQUIRE_FALSE(late.has_value());
  CHECK(late.error().kind == FailureKind::timeout);
  CHECK_FALSE(bench.run((*connection.stream)->send("NOOP\r\n", bench.clock.steady())).has_value());
}
