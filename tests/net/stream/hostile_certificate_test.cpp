#include "tests/support/connection_bench.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;
using mail::TlsMode;

namespace {

constexpr WallTime kPast = std::chrono::sys_days{std::chrono::year{2021} / 1 / 1};
constexpr std::string_view kCanary = "c4n4ryPassw0rd";

struct Way {
  std::string what;
  MailProtocol protocol;
  TlsMode tls;
  std::vector<ServerStep> script;
};

/// Each offers a log-in as soon as TLS is up, and whatever the certificate is.
std::vector<Way> ways() {
  const auto smtp = say("250-hi\r\n250 AUTH PLAIN LOGIN\r\n");
  const auto imap = say("* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n");
  return {
      {"SMTP, STARTTLS",
       MailProtocol::smtp,
       TlsMode::starttls,
       {say("220 hi\r\n"), hear(kEhlo), say("250-hi\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n"), hear("STARTTLS"),
        say("220 go\r\n"), start_tls(), hear(kEhlo), smtp, hold()}},
      {"SMTP, TLS from the first byte",
       MailProtocol::smtp,
       TlsMode::implicit,
       {start_tls(), say("220 hi\r\n"), hear(kEhlo), smtp, hold()}},
      {"IMAP, STARTTLS",
       MailProtocol::imap,
       TlsMode::starttls,
       {say("* OK ready\r\n"), hear("A001 CAPABILITY"), imap, say("A001 OK done\r\n"), hear("A002 STARTTLS"),
        say("A002 OK go\r\n"), start_tls(), hear("A003"), imap, say("A003 OK done\r\n"), hold()}},
      {"IMAP, TLS from the first byte",
       MailProtocol::imap,
       TlsMode::implicit,
       {start_tls(), say("* OK ready\r\n"), hear("A001 CAPABILITY"), imap, say("A001 OK done\r\n"), hold()}}};
}

}  // namespace

TEST_CASE("a certificate that does not hold is named, down every way, and no credential leaves") {
  const TestAuthority authority;
  const TestAuthority stranger;
  struct Case {
    Identity identity;
    std::string reason;
  };
  const Case rows[] = {
      {authority.issue(kHost, kPast), "certificate: certificate has expired"},
      {authority.issue("other.example.org", kFarAway), "certificate: hostname mismatch"},
      {stranger.issue(kHost, kFarAway), "certificate: certificate signature failure"},
      {self_signed(kHost, kFarAway), "certificate: self-signed certificate"},
  };
  for (const Case& bad : rows) {
    for (const Way& way : ways()) {
      CAPTURE(bad.reason);
      CAPTURE(way.what);
      Bench bench;
      ScriptedServer peer(bench.io.get_executor(), way.script, bad.identity);
      auto server = server_at(peer, way.tls);
      server.ca_file = authority.file();
      server.credentials = mail::Credentials{.user = "probe", .password = std::string(kCanary)};
      const auto failure = failure_of(bench.connect(server, way.protocol));
      CHECK(failure.kind == FailureKind::tls);
      CHECK(mentions(failure.detail, bad.reason));
      CHECK_FALSE(mentions(peer.heard(), "AUTH"));
      CHECK_FALSE(mentions(peer.heard(), "LOGIN"));
      CHECK_FALSE(mentions(peer.heard(), kCanary));
    }
  }
}
