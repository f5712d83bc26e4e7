#include "tests/support/connection_bench.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;
using mail::SmtpPhase;
using mail::TlsMode;

namespace {

constexpr std::string_view kCanary = "c4n4ryPassw0rd";
constexpr std::string_view kCanaryBase64 = "YzRuNHJ5UGFzc3cwcmQ";  // the password alone (AUTH LOGIN)
constexpr std::string_view kCanaryPlain =
    "AHByb2JlAGM0bjRyeVBhc3N3MHJk";  // NUL probe NUL password (AUTH PLAIN)

/// Every text that a connection leaves behind.
std::string all_text(const Connection& connection) {
  const ConnectFacts& facts = connection.facts;
  std::string text = facts.banner;
  if (facts.reply) text += facts.reply->text + facts.reply->enhanced_code;
  for (const std::string& line : facts.capabilities) text += line;
  if (!connection.stream) text += connection.stream.error().detail;
  return text;
}

bool has_canary(std::string_view text) {
  return text.find(kCanary) != text.npos || text.find(kCanaryBase64) != text.npos ||
         text.find(kCanaryPlain) != text.npos;
}

mail::MailServer with_login(mail::MailServer server) {
  server.credentials = mail::Credentials{.user = "probe", .password = std::string(kCanary)};
  return server;
}

constexpr const char* kOffer = "250-hi\r\n250 AUTH PLAIN\r\n";

}  // namespace

TEST_CASE("a log-in on loopback may go in clear, and leaves no trace in the facts") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(),
                      {say("220 hi\r\n"), hear(kEhlo), say(kOffer), hear("AUTH PLAIN"), say("334 \r\n"),
                       hear(std::string(kCanaryPlain)), say("235 2.7.0 welcome c4n4ryPassw0rd\r\n"), hold()});
  const auto connection = bench.connect(with_login(server_at(peer)));
  REQUIRE(connection.stream.has_value());
  CHECK(connection.facts.is_authenticated);
  CHECK(has_canary(peer.heard()));
  CHECK_FALSE(has_canary(all_text(connection)));
  CHECK(connection.facts.phases.back().phase == SmtpPhase::auth);
}

TEST_CASE("a refused log-in: the codes stay, the words, which may repeat the password, do not") {
  Bench bench;
  ScriptedServer peer(
      bench.io.get_executor(),
      {say("220 hi\r\n"), hear(kEhlo), say(kOffer), hear("AUTH PLAIN"), say("334 \r\n"), hear(""),
       say("535 5.7.8 c4n4ryPassw0rd AHByb2JlAGM0bjRyeVBhc3N3MHJk is wrong\r\n"), hold()});
  const auto connection = bench.connect(with_login(server_at(peer)));
  CHECK(failure_of(connection).kind == FailureKind::auth);
  CHECK(connection.facts.ended_in == SmtpPhase::auth);
  REQUIRE(connection.facts.reply.has_value());
  CHECK(connection.facts.reply->code == 535);
  CHECK(connection.facts.reply->enhanced_code == "5.7.8");
  CHECK_FALSE(has_canary(all_text(connection)));
}

TEST_CASE("a log-in that fails for now says nothing about the credentials") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(), {say("220 hi\r\n"), hear(kEhlo), say(kOffer),
                                                hear("AUTH PLAIN"), say("454 4.7.0 later\r\n"), hold()});
  const auto connection = bench.connect(with_login(server_at(peer)));
  CHECK(failure_of(connection).kind == FailureKind::protocol);
  CHECK(connection.facts.ended_in == SmtpPhase::auth);
}

TEST_CASE("a server that offers no log-in is a failure when there are credentials") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(), {say("220 hi\r\n"), hear(kEhlo), say("250 hi\r\n"), hold()});
  const auto connection = bench.connect(with_login(server_at(peer)));
  CHECK(failure_of(connection).kind == FailureKind::auth);
  CHECK(connection.facts.ended_in == SmtpPhase::auth);
}

TEST_CASE("towards any other address a log-in needs TLS: nothing is even dialled without") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(), {hold()});
  auto server = with_login(server_at(peer));
  server.endpoint.address = IpAddress::parse("192.0.2.1").value();
  const auto failure = failure_of(bench.connect(server, MailProtocol::smtp, 50ms));
  CHECK(failure.kind == FailureKind::tls);
  CHECK(mentions(failure.detail, "loopback"));
}

TEST_CASE("IMAP: greeting, log-in, capabilities") {
  Bench bench;
  ScriptedServer peer(
      bench.io.get_executor(),
      {say("* OK Dovecot ready\r\n"), hear("A001 CAPABILITY"),
       say("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nA001 OK done\r\n"), hear("A002 AUTHENTICATE PLAIN"),
       say("+ \r\n"), hear(std::string(kCanaryPlain)), say("A002 OK in\r\n"), hold()});
  const auto connection = bench.connect(with_login(server_at(peer)), MailProtocol::imap);
  REQUIRE(connection.stream.has_value());
  CHECK(connection.facts.banner == "Dovecot ready");
  CHECK(connection.facts.capabilities == std::vector<std::string>{"IMAP4REV1", "AUTH=PLAIN"});
  CHECK(connection.facts.is_authenticated);
}

TEST_CASE("IMAP: why a log-in failed") {
  struct Case {
    const char* reply;
    FailureKind kind;
    const char* says;
  };
  for (const Case& row :
       {Case{"A002 NO [AUTHENTICATIONFAILED] c4n4ryPassw0rd is wrong\r\n", FailureKind::auth,
             "AUTHENTICATIONFAILED"},
        Case{"A002 NO [C4N4RYPASSW0RD] no\r\n", FailureKind::auth, "NO"},
        Case{"A002 NO [UNAVAILABLE] backend down\r\n", FailureKind::protocol, "UNAVAILABLE"},
        Case{"* BYE [UNAVAILABLE] too many of you\r\n", FailureKind::protocol, "BYE [UNAVAILABLE]"}}) {
    CAPTURE(row.reply);
    Bench bench;
    ScriptedServer peer(bench.io.get_executor(), {say("* OK ready\r\n"), hear("A001 CAPABILITY"),
                                                  say("* CAPABILITY IMAP4rev1\r\nA001 OK done\r\n"),
                                                  hear("A002 LOGIN"), say(row.reply)});
    const auto connection = bench.connect(with_login(server_at(peer)), MailProtocol::imap);
    CHECK(failure_of(connection).kind == row.kind);
    CHECK(mentions(failure_of(connection).detail, row.says));
    CHECK_FALSE(has_canary(all_text(connection)));
  }
}

TEST_CASE("IMAP: PREAUTH in clear, where TLS is required, ends it before any credential") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(),
                      {say("* PREAUTH come in\r\n"), hear("A001 CAPABILITY"),
                       say("* CAPABILITY IMAP4rev1 STARTTLS\r\nA001 OK done\r\n"), hold()});
  const auto connection = bench.connect(with_login(server_at(peer, TlsMode::starttls)), MailProtocol::imap);
  CHECK(failure_of(connection).kind == FailureKind::tls);
  CHECK_FALSE(has_canary(peer.heard()));
}

TEST_CASE("IMAP: PREAUTH where no TLS is asked for needs no log-in") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(), {say("* PREAUTH come in\r\n"), hear("A001 CAPABILITY"),
                                                say("* CAPABILITY IMAP4rev1\r\nA001 OK done\r\n"), hold()});
  const auto connection = bench.connect(server_at(peer), MailProtocol::imap);
  REQUIRE(connection.stream.has_value());
  CHECK(connection.facts.is_authenticated);
}

TEST_CASE("IMAP: what was said before TLS is forgotten") {
  Bench bench;
  const TestAuthority authority;
  ScriptedServer peer(bench.io.get_executor(),
                      {say("* OK ready\r\n* CAPABILITY EVIL\r\n"), hear("A001 CAPABILITY"),
                       say("* CAPABILITY IMAP4rev1 STARTTLS EVIL\r\nA001 OK done\r\n"), hear("A002 STARTTLS"),
                       say("* CAPABILITY EVIL\r\nA002 OK go\r\n"), start_tls(), hear("A003 CAPABILITY"),
                       say("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nA003 OK done\r\n"),
                       hear("A004 AUTHENTICATE"), say("+ \r\n"), hear(""), say("A004 OK in\r\n"), hold()},
                      authority.issue(kHost, kFarAway));
  auto server = with_login(server_at(peer, TlsMode::starttls));
  server.ca_file = authority.file();
  const auto connection = bench.connect(server, MailProtocol::imap);
  REQUIRE(connection.stream.has_value());
  CHECK(connection.facts.capabilities == std::vector<std::string>{"IMAP4REV1", "AUTH=PLAIN"});
  CHECK(connection.facts.is_encrypted);
}

TEST_CASE("STARTTLS stripped: no credential leaves") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(), {say("220 hi\r\n"), hear(kEhlo), say(kOffer), hold()});
  const auto connection = bench.connect(with_login(server_at(peer, TlsMode::starttls)));
  CHECK(failure_of(connection).kind == FailureKind::tls);
  CHECK_FALSE(mentions(peer.heard(), "AUTH"));
}
