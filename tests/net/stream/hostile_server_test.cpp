#include "tests/support/connection_bench.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;
using mail::TlsMode;
using enum MailProtocol;

// What a server says before the dialogue proper that no server should: one reason, within the deadline. What
// it may say later: tests/net/smtp and tests/net/imap.

namespace {

constexpr std::string_view kCanary = "c4n4ryPassw0rd";

mail::MailServer with_login(mail::MailServer server) {
  server.credentials = mail::Credentials{.user = "probe", .password = std::string(kCanary)};
  return server;
}

struct Case {
  std::string what;
  MailProtocol protocol;
  std::vector<ServerStep> script;
  FailureKind kind;
  const char* reason;
};

/// Each long before the deadline, however long the server goes on.
void check(const std::vector<Case>& rows, TlsMode tls = TlsMode::none) {
  for (const Case& row : rows) {
    CAPTURE(row.what);
    Bench bench;
    ScriptedServer peer(bench.io.get_executor(), row.script);
    const auto failure = failure_of(bench.connect(with_login(server_at(peer, tls)), row.protocol, 20s));
    CAPTURE(failure.detail);
    CHECK(failure.kind == row.kind);
    CHECK(mentions(failure.detail, row.reason));
    CHECK(failure.detail.find_first_not_of(
              " !\"#$%&'()*+,-./"
              "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~") ==
          std::string::npos);
    CHECK_FALSE(mentions(peer.heard(), kCanary));
    CHECK_FALSE(mentions(peer.heard(), "AUTH"));
  }
}

std::vector<ServerStep> imap_offering(const char* capabilities, std::vector<ServerStep> more) {
  std::vector<ServerStep> script{say("* OK ready\r\n"), hear("A001 CAPABILITY"),
                                 say("* CAPABILITY IMAP4rev1 " + std::string(capabilities) + "\r\n"),
                                 say("A001 OK done\r\n")};
  script.insert(script.end(), more.begin(), more.end());
  script.push_back(hold());
  return script;
}

}  // namespace

TEST_CASE("who never stops talking is cut off with a reason, at the greeting and behind it") {
  using enum FailureKind;
  const std::string line(70, '0');
  // Whose limit is met first, ours or libcurl's, depends on how much comes at once.
  check({
      {"SMTP greeting", smtp, {say_endlessly("220-still greeting\r\n")}, malformed, ""},
      {"SMTP greeting in one line", smtp, {say("220 "), say_endlessly(line)}, malformed, ""},
      {"EHLO", smtp, {say("220 hi\r\n"), hear(kEhlo), say_endlessly("250-X-MORE\r\n")}, malformed, ""},
      {"IMAP greetings", imap, {say_endlessly("* OK still greeting\r\n")}, malformed, ""},
      {"IMAP greeting in one line", imap, {say("* OK "), say_endlessly(line)}, malformed, ""},
      {"CAPABILITY",
       imap,
       {say("* OK hi\r\n"), hear("A001"), say_endlessly("* CAPABILITY X\r\n")},
       malformed,
       ""},
  });
}

TEST_CASE("what is no greeting, or no answer to what was asked, is told as it came") {
  using namespace std::string_literals;
  using enum FailureKind;
  check({
      {"another protocol",
       imap,
       {say("220 mx.example.org ESMTP\r\n"), hold()},
       malformed,
       "not an IMAP greeting: 220 mx.example.org ESMTP"},
      {"IMAP to SMTP", smtp, {say("* OK ready\r\n"), hold()}, malformed, "not a reply: \"* OK ready\""},
      {"NUL and escape",
       smtp,
       {say("2\0\x1b[2J\r\n"s), hold()},
       malformed,
       "not a reply: \"2\\x00\\x1b[2J\""},
      {"NUL and escape", imap, {say("\0\x1b[2J\r\n"s), hold()}, malformed, "\\x00\\x1b[2J"},
      {"a greeting of BYE",
       imap,
       {say("* BYE [ALERT] too \x1b[2Jbusy\r\n"), hold()},
       protocol,
       "the server said: BYE [ALERT] too \\x1b[2Jbusy"},
      {"a code for data", smtp, {say("354 go\r\n"), hold()}, protocol, "the server said: 354 go"},
      {"a reply to no command",
       imap,
       {say("* OK hi\r\n"), hear("A001"), say("A077 OK done\r\n"), hold()},
       malformed,
       "a reply to no command of ours: A077"},
      {"BYE in the middle",
       imap,
       {say("* OK hi\r\n"), hear("A001"), say("* BYE out\r\n")},
       protocol,
       "the server said: BYE out"},
  });
}

TEST_CASE("IMAP in single bytes never outlasts the deadline") {
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(), {say("*"), say(" "), say("O"), hold()});
  const auto failure = failure_of(bench.connect(server_at(peer), imap, 200ms));
  CHECK(failure.kind == FailureKind::timeout);
  CHECK(mentions(failure.detail, "no answer in time"));
}

TEST_CASE("IMAP: STARTTLS stripped, refused or followed by bytes in clear: no credential leaves") {
  using enum FailureKind;
  check(
      {
          {"stripped", imap, imap_offering("AUTH=PLAIN", {}), tls, "TLS is required but not to be had"},
          {"stripped, log-in disabled", imap, imap_offering("LOGINDISABLED", {}), tls,
           "TLS is required but not to be had"},
          {"CAPABILITY refused",
           imap,
           {say("* OK hi\r\n"), hear("A001"), say("A001 BAD what?\r\n"), hold()},
           tls,
           "TLS is required but not to be had; the server said: BAD what?"},
          {"EHLO refused",
           smtp,
           {say("220 hi\r\n"), hear(kEhlo), say("502 5.5.1 what?\r\n"), hold()},
           protocol,
           "the server said: 502 5.5.1 what?"},
          {"refused", imap,
           imap_offering("STARTTLS", {hear("A002 STARTTLS"), say("A002 NO not \x1b[2Jtoday\r\n")}), tls,
           "the server said: NO not \\x1b[2Jtoday"},
          {"followed by bytes", imap,
           imap_offering("STARTTLS", {hear("A002 STARTTLS"),
                                      say("A002 OK go\r\n* CAPABILITY AUTH=PLAIN\r\nA003 OK done\r\n")}),
           tls, "starttls_injection"},
          {"followed by garbage", imap,
           imap_offering("STARTTLS",
                         {hear("A002 STARTTLS"), say("A002 OK go\r\n"), hear(""), say("no TLS\r\n")}),
           tls, "handshake"},
          {"SMTP followed by bytes",
           smtp,
           {say("220 hi\r\n"), hear(kEhlo), say("250-hi\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n"),
            hear("STARTTLS"), say("220 go\r\n250-hi\r\n250 AUTH PLAIN\r\n"), hold()},
           tls,
           "starttls_injection"},
      },
      TlsMode::starttls);
}

TEST_CASE("a greeting with NULs and escapes is shown, and nothing worse") {
  using namespace std::string_literals;
  Bench bench;
  ScriptedServer peer(bench.io.get_executor(),
                      {say("* PREAUTH come\0 \x1b[2Jin\r\n"s), hear("A001 CAPABILITY"),
                       say("* CAPABILITY IMAP4rev1 \x1bX\r\nA001 OK done\r\n"), hold()});
  const auto connection = bench.connect(server_at(peer), imap);
  REQUIRE(connection.stream.has_value());
  CHECK(connection.facts.banner == "come\\x00 \\x1b[2Jin");
  CHECK(connection.facts.capabilities == std::vector<std::string>{"IMAP4REV1", "\\x1bX"});
}
