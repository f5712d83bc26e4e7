#include "net/stream/connect_transcript.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace std::chrono_literals;
using mail::SmtpPhase;
using mail::TlsMode;
using Reached = ConnectTranscript::Reached;

namespace {

constexpr SteadyTime kStart{};

SteadyTime at(Millis since_start) { return kStart + since_start; }

std::vector<SmtpPhase> names(const ConnectFacts& facts) {
  std::vector<SmtpPhase> phases;
  for (const auto& phase : facts.phases) phases.push_back(phase.phase);
  return phases;
}

}  // namespace

TEST_CASE("phase times of a STARTTLS connection with a log-in") {
  ConnectTranscript transcript(MailProtocol::smtp, TlsMode::starttls, kStart);
  CHECK(transcript.received("220 hi\r\n", at(30ms)).has_value());
  transcript.sent("EHLO me\r\n", at(31ms));
  CHECK(transcript.received("250-hi\r\n", at(35ms)).has_value());
  CHECK(transcript.received("250 STARTTLS\r\n", at(36ms)).has_value());
  transcript.sent("STARTTLS\r\n", at(37ms));
  CHECK(transcript.received("220 go\r\n", at(40ms)).has_value());
  transcript.sent("EHLO me\r\n", at(60ms));
  CHECK(transcript.received("250-hi\r\n250 AUTH PLAIN\r\n", at(70ms)).has_value());
  transcript.sent("AUTH PLAIN\r\n", at(71ms));
  CHECK(transcript.received("334 \r\n", at(75ms)).has_value());
  transcript.sent("AHByb2JlAHNlY3JldA==\r\n", at(76ms));
  CHECK(transcript.received("235 2.7.0 secret\r\n", at(80ms)).has_value());
  const ConnectFacts facts = transcript.facts({.connected = 10ms, .encrypted = 57ms});
  CHECK(facts.phases == std::vector<mail::SmtpPhaseTime>{{SmtpPhase::connect, 10ms},
                                                         {SmtpPhase::banner, 20ms},
                                                         {SmtpPhase::ehlo, 15ms},
                                                         {SmtpPhase::tls, 20ms},
                                                         {SmtpPhase::auth, 9ms}});
  CHECK(facts.is_authenticated);
  CHECK(facts.reply->text == "(withheld)");
}

TEST_CASE("the phase a connection attempt failed in") {
  ConnectTranscript nothing(MailProtocol::smtp, TlsMode::starttls, kStart);
  CHECK(nothing.facts({}).ended_in == SmtpPhase::connect);
  CHECK(nothing.facts({.connected = 1ms}).ended_in == SmtpPhase::banner);
  ConnectTranscript implicit(MailProtocol::smtp, TlsMode::implicit, kStart);
  CHECK(implicit.facts({.connected = 1ms}).ended_in == SmtpPhase::tls);
  CHECK(implicit.facts({.connected = 1ms, .encrypted = 2ms}).ended_in == SmtpPhase::banner);
  CHECK(names(implicit.facts({.connected = 1ms, .encrypted = 2ms})) ==
        std::vector{SmtpPhase::connect, SmtpPhase::tls});

  CHECK(nothing.received("220 hi\r\n", at(2ms)).has_value());
  nothing.sent("EHLO me\r\n", at(3ms));
  CHECK(nothing.facts({.connected = 1ms}).ended_in == SmtpPhase::ehlo);
  CHECK(nothing.received("250 hi\r\n", at(4ms)).has_value());
  nothing.sent("STARTTLS\r\n", at(5ms));
  CHECK(nothing.facts({.connected = 1ms}).ended_in == SmtpPhase::tls);
  CHECK(nothing.received("220 go\r\n", at(6ms)).has_value());
  CHECK(nothing.facts({.connected = 1ms}).ended_in == SmtpPhase::tls);
  CHECK(nothing.is_starttls_accepted());
}

TEST_CASE("a time that libcurl and we stamp differently is never negative") {
  ConnectTranscript transcript(MailProtocol::smtp, TlsMode::none, kStart);
  CHECK(transcript.received("220 hi\r\n", at(5ms)).has_value());
  CHECK(transcript.facts({.connected = 6ms}).phases[1] == mail::SmtpPhaseTime{SmtpPhase::banner, 0ms});
}

TEST_CASE("capabilities of an EHLO that was refused do not count") {
  ConnectTranscript transcript(MailProtocol::smtp, TlsMode::none, kStart);
  CHECK(transcript.received("220 hi\r\n", at(1ms)).has_value());
  transcript.sent("EHLO me\r\n", at(1ms));
  CHECK(transcript.received("550-no\r\n", at(1ms)).has_value());
  CHECK(transcript.received("550 SIZE 5\r\n", at(1ms)).has_value());
  CHECK(transcript.facts({}).capabilities.empty());
}

TEST_CASE("the server's own name is the first line of its last answer to EHLO") {
  ConnectTranscript transcript(MailProtocol::smtp, TlsMode::starttls, kStart);
  CHECK(transcript.received("220 mail.example.org ESMTP\r\n", at(1ms)).has_value());
  CHECK(transcript.facts({}).ehlo.empty());
  transcript.sent("EHLO me\r\n", at(1ms));
  CHECK(transcript.received("250-mail.example.org at \x1b[2J\r\n", at(1ms)).has_value());
  CHECK(transcript.received("250 SIZE 5\r\n", at(1ms)).has_value());
  CHECK(transcript.facts({}).banner == "mail.example.org ESMTP");
  CHECK(transcript.facts({}).ehlo == "mail.example.org at \\x1b[2J");
  CHECK(transcript.facts({}).capabilities == std::vector<std::string>{"SIZE 5"});
  transcript.sent("EHLO me\r\n", at(2ms));
  CHECK(transcript.received("250 inner.example.org\r\n", at(2ms)).has_value());
  CHECK(transcript.facts({}).ehlo == "inner.example.org");
}

TEST_CASE("64 KiB are enough, more is refused") {
  ConnectTranscript transcript(MailProtocol::imap, TlsMode::none, kStart);
  CHECK(transcript.received("* OK hi\r\n", at(1ms)).has_value());
  const std::string kilobyte = "* " + std::string(1020, 'x') + "\r\n";
  for (int i = 0; i < 63; ++i) CHECK(transcript.received(kilobyte, at(1ms)).has_value());
  CHECK(transcript.received(kilobyte, at(1ms)).has_value() == false);
}

TEST_CASE("an IMAP greeting is untagged") {
  ConnectTranscript transcript(MailProtocol::imap, TlsMode::none, kStart);
  CHECK_FALSE(transcript.received("HTTP/1.1 400 Bad Request\r\n", at(1ms)).has_value());
}
