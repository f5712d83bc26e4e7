#include "tests/support/connection_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;
using mail::SmtpPhase;
using mail::TlsMode;

namespace {

constexpr WallTime kPast = std::chrono::sys_days{std::chrono::year{2021} / 1 / 1};

std::vector<SmtpPhase> phases_of(const ConnectFacts& facts) {
  std::vector<SmtpPhase> phases;
  for (const auto& phase : facts.phases) phases.push_back(phase.phase);
  return phases;
}

}  // namespace

TEST_CASE("STARTTLS is required but not offered, or refused") {
  Bench bench;
  ScriptedServer stripped(bench.io.get_executor(),
                          {say("220 hi\r\n"), hear(kEhlo), say("250 hi\r\n"), hold()});
  const auto connection = bench.connect(server_at(stripped, TlsMode::starttls));
  CHECK(failure_of(connection).kind == FailureKind::tls);
  ScriptedServer refusing(bench.io.get_executor(),
                          {say("220 hi\r\n"), hear(kEhlo), say("250-hi\r\n250 STARTTLS\r\n"),
                           hear("STARTTLS"), say("454 4.7.0 no TLS today\r\n"), hold()});
  const auto refused = bench.connect(server_at(refusing, TlsMode::starttls));
  CHECK(failure_of(refused).kind == FailureKind::tls);
  CHECK(refused.facts.ended_in == SmtpPhase::tls);
  REQUIRE(refused.facts.reply.has_value());
  CHECK(refused.facts.reply->code == 454);
  CHECK(mentions(failure_of(refused).detail, "454 4.7.0 no TLS today"));
}

TEST_CASE("bytes behind the reply to STARTTLS are never used") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(),
                      {say("220 hi\r\n"), hear(kEhlo), say("250-hi\r\n250 STARTTLS\r\n"), hear("STARTTLS"),
                       say("220 go\r\n250 EVIL\r\n"), hold()});
  const auto connection = bench.connect(server_at(peer, TlsMode::when_offered));
  CHECK(failure_of(connection).kind == FailureKind::tls);
  CHECK(mentions(failure_of(connection).detail, "starttls_injection"));
  CHECK(connection.facts.capabilities.empty());
}

TEST_CASE("garbage instead of a handshake") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(),
                      {say("220 hi\r\n"), hear(kEhlo), say("250-hi\r\n250 STARTTLS\r\n"), hear("STARTTLS"),
                       say("220 go\r\n"), hear(""), say("this is not TLS at all\r\n"), hold()});
  const auto connection = bench.connect(server_at(peer, TlsMode::when_offered));
  CHECK(failure_of(connection).kind == FailureKind::tls);
  CHECK(connection.facts.ended_in == SmtpPhase::tls);
}

namespace {

std::vector<ServerStep> starttls_script(std::string greeting_after = "250-hi again\r\n250 AUTH PLAIN\r\n") {
  return {say("220 hi\r\n"),
          hear(kEhlo),
          say("250-hi\r\n250-OLD\r\n250 STARTTLS\r\n"),
          hear("STARTTLS"),
          say("220 go\r\n"),
          start_tls(),
          hear(kEhlo),
          say(std::move(greeting_after))};
}

std::vector<ServerStep> then(std::vector<ServerStep> script, std::vector<ServerStep> more) {
  script.insert(script.end(), more.begin(), more.end());
  return script;
}

}  // namespace

TEST_CASE("STARTTLS with a valid certificate") {
  Bench bench;
  const TestAuthority authority;
  ScriptedServer peer(bench.io.get_executor(),
                      then(starttls_script(), {hear("NOOP"), say("250 ok\r\n"), hold()}),
                      authority.issue(kHost, kFarAway));
  auto server = server_at(peer, TlsMode::starttls);
  server.ca_file = authority.file();
  auto connection = bench.connect(server);
  REQUIRE(connection.stream.has_value());
  CHECK(connection.facts.is_certificate_valid);
  CHECK(connection.facts.certificate_not_after == kFarAway);
  CHECK(connection.facts.is_encrypted);
  CHECK(connection.facts.capabilities == std::vector<std::string>{"AUTH PLAIN"});  // nothing from before TLS
  CHECK(phases_of(connection.facts) ==
        std::vector{SmtpPhase::connect, SmtpPhase::banner, SmtpPhase::ehlo, SmtpPhase::tls});
  REQUIRE(bench.run((*connection.stream)->send("NOOP\r\n", bench.clock.steady() + 5s)).has_value());
  const auto reply = bench.run((*connection.stream)->receive(bench.clock.steady() + 5s));
  REQUIRE(reply.has_value());
  CHECK(*reply == "250 ok\r\n");
}

TEST_CASE("a certificate that does not hold: refused where it is required, noted where it is not") {
  const TestAuthority authority;
  const TestAuthority stranger;
  struct Case {
    Identity identity;
    const char* why;
  };
  for (const Case& bad :
       {Case{authority.issue("other.example.org", kFarAway), "ame"},
        Case{authority.issue(kHost, kPast), "expired"}, Case{stranger.issue(kHost, kFarAway), "signature"}}) {
    CAPTURE(bad.why);
    Bench bench;
    ScriptedServer strict(bench.io.get_executor(), then(starttls_script(), {hold()}), bad.identity);
    auto server = server_at(strict, TlsMode::starttls);
    server.ca_file = authority.file();
    const auto refused = bench.connect(server);
    CHECK(failure_of(refused).kind == FailureKind::tls);
    CHECK(mentions(failure_of(refused).detail, bad.why));
    CHECK(refused.facts.certificate_not_after.has_value());

    ScriptedServer lenient(bench.io.get_executor(), then(starttls_script(), {hold()}), bad.identity);
    server.endpoint = lenient.endpoint();
    server.is_certificate_required = false;
    const auto noted = bench.connect(server);
    CHECK(noted.stream.has_value());
    CHECK_FALSE(noted.facts.is_certificate_valid);
    CHECK(noted.facts.is_encrypted);
  }
}

TEST_CASE("a valid certificate is seen as valid where it is only noted") {
  Bench bench;
  const TestAuthority authority;
  ScriptedServer peer(bench.io.get_executor(), then(starttls_script(), {hold()}),
                      authority.issue(kHost, kFarAway));
  auto server = server_at(peer, TlsMode::when_offered);
  server.ca_file = authority.file();
  server.is_certificate_required = false;
  const auto connection = bench.connect(server);
  REQUIRE(connection.stream.has_value());
  CHECK(connection.facts.is_certificate_valid);
}

TEST_CASE("TLS from the first byte") {
  Bench bench;
  const TestAuthority authority;
  ScriptedServer peer(bench.io.get_executor(),
                      {start_tls(), say("220 hi\r\n"), hear(kEhlo), say("250 hi\r\n"), hold()},
                      authority.issue(kHost, kFarAway));
  auto server = server_at(peer, TlsMode::implicit);
  server.ca_file = authority.file();
  const auto connection = bench.connect(server);
  REQUIRE(connection.stream.has_value());
  CHECK(phases_of(connection.facts) ==
        std::vector{SmtpPhase::connect, SmtpPhase::tls, SmtpPhase::banner, SmtpPhase::ehlo});
  CHECK(connection.facts.phases[1].duration > Micros{0});
  CHECK(connection.facts.phases[0].duration + connection.facts.phases[1].duration < 5s);
}

TEST_CASE(
    "who listens hears of no phase of IMAP, and of each of SMTP as it ends, of EHLO again after STARTTLS") {
  Bench bench;
  const TestAuthority authority;
  const auto identity = authority.issue(kHost, kFarAway);
  std::vector<mail::SmtpPhaseTime> heard;
  CurlMailConnector connector(bench.loop, bench.clock,
                              [&](const mail::SmtpPhaseTime& phase) { heard.push_back(phase); });
  const auto connect = [&](mail::MailServer server, MailProtocol protocol) {
    server.ca_file = authority.file();
    return bench.run(connector.connect(server, protocol, "agent.example.net", bench.clock.steady() + 5s));
  };
  ScriptedServer imap(bench.io.get_executor(), {say("* PREAUTH come in\r\n"), hear("A001 CAPABILITY"),
                                                say("* CAPABILITY IMAP4rev1\r\nA001 OK done\r\n"), hold()});
  CHECK(connect(server_at(imap), MailProtocol::imap).stream.has_value());
  CHECK(heard.empty());
  ScriptedServer upgraded(bench.io.get_executor(), then(starttls_script(), {hold()}), identity);
  const auto connection = connect(server_at(upgraded, TlsMode::starttls), MailProtocol::smtp);
  REQUIRE(connection.stream.has_value());
  std::vector<SmtpPhase> phases;
  for (const auto& phase : heard) phases.push_back(phase.phase);
  REQUIRE(phases == std::vector{SmtpPhase::connect, SmtpPhase::banner, SmtpPhase::ehlo, SmtpPhase::tls,
                                SmtpPhase::ehlo});
  CHECK(heard[2].duration < heard[4].duration);
  heard.erase(heard.begin() + 2);
  std::swap(heard[2], heard[3]);
  CHECK(heard == connection.facts.phases);
}

TEST_CASE("a handshake that fails behind the first byte is a failure of TLS, not of connecting") {
  Bench bench;
  const TestAuthority authority;
  ScriptedServer wrong(bench.io.get_executor(), {start_tls(), hold()},
                       authority.issue("other.example.org", kFarAway));
  auto server = server_at(wrong, TlsMode::implicit);
  server.ca_file = authority.file();
  CHECK(failure_of(bench.connect(server)).kind == FailureKind::tls);
  ScriptedServer clear(bench.io.get_executor(), {say("220 I speak in clear\r\n"), hold()});
  server.endpoint = clear.endpoint();
  const auto connection = bench.connect(server);
  CHECK(failure_of(connection).kind == FailureKind::tls);
  CHECK(connection.facts.ended_in == SmtpPhase::tls);
  REQUIRE(connection.facts.phases.size() == 1);
  CHECK(connection.facts.phases[0].phase == SmtpPhase::connect);
}
