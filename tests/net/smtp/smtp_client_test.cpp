#include "net/smtp/smtp_client.hpp"

#include "tests/support/scripted_stream.hpp"
#include "tests/support/sim.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;
using namespace std::chrono_literals;
using mail::SmtpDisposition;
using mail::SmtpPhase;

namespace {

const Envelope kEnvelope{
    .from = "probe@agent.example.net", .to = "probe@example.org", .ehlo_name = "agent.example.net"};

mail::MailServer any_server() {
  return {.host = "mx.example.org",
          .endpoint = parse_endpoint("192.0.2.1", 25).value(),
          .source = {},
          .ca_file = {},
          .credentials = {}};
}

Turn turn(std::string expected, std::string reply) {
  return {.expected = std::move(expected), .pieces = {std::move(reply)}, .failure = {}};
}

/// MAIL, RCPT and DATA go well.
std::deque<Turn> up_to_data() {
  return {turn("MAIL FROM:<probe@agent.example.net>\r\n", "250 ok\r\n"),
          turn("RCPT TO:<probe@example.org>\r\n", "250 ok\r\n"), turn("DATA\r\n", "354 go\r\n")};
}

struct Bench {
  Sim sim;
  ScriptedConnector connector{sim.clock};
  SmtpClient client{connector, sim.clock};

  mail::SmtpAttempt send(Millis patience = 30s) {
    const auto attempt = sim.run(client.send(any_server(), kEnvelope, "hi\n", sim.clock.steady() + patience));
    REQUIRE(attempt.has_value());
    CHECK(connector.script->surprises.empty());
    CHECK_FALSE(connector.script->is_alive);
    return *attempt;
  }
};

}  // namespace

TEST_CASE("a message goes out; what the connection told stands in the attempt") {
  Bench bench;
  bench.connector.facts.phases = {{SmtpPhase::connect, 5ms}, {SmtpPhase::banner, 7ms}};
  bench.connector.facts.is_certificate_valid = true;
  bench.connector.facts.certificate_not_after = bench.sim.clock.wall();
  bench.connector.script->turns = up_to_data();
  bench.connector.script->turns.push_back(turn("hi\r\n.\r\n", "250 2.0.0 Ok: queued as 4ABC\r\n"));
  bench.connector.script->turns.push_back(turn("QUIT\r\n", "221 bye\r\n"));
  const auto attempt = bench.send();
  CHECK(attempt.disposition == SmtpDisposition::accepted);
  CHECK(attempt.queue_id == "4ABC");
  CHECK(attempt.is_certificate_valid);
  CHECK(attempt.certificate_not_after == bench.sim.clock.wall());
  REQUIRE(attempt.phases.size() == 6);
  CHECK(attempt.phases[1] == mail::SmtpPhaseTime{SmtpPhase::banner, 7ms});
  CHECK(attempt.phases[5].phase == SmtpPhase::body);
  CHECK(bench.connector.script->turns.empty());
}

TEST_CASE("who listens hears of each phase behind the connector as it ends") {
  Bench bench;
  std::vector<mail::SmtpPhaseTime> heard;
  SmtpClient client(bench.connector, bench.sim.clock,
                    [&](const mail::SmtpPhaseTime& phase) { heard.push_back(phase); });
  bench.connector.facts.phases = {{SmtpPhase::connect, 5ms}};
  bench.connector.script->turns = up_to_data();
  bench.connector.script->turns[1].delay = 3s;
  bench.connector.script->turns.push_back(turn("hi\r\n.\r\n", "550 no\r\n"));
  bench.connector.script->turns.push_back(turn("QUIT\r\n", "221 bye\r\n"));
  const auto attempt =
      bench.sim.run(client.send(any_server(), kEnvelope, "hi\n", bench.sim.clock.steady() + 30s));
  REQUIRE(attempt);
  REQUIRE(heard.size() == 4);
  CHECK(heard == std::vector(attempt->phases.begin() + 1, attempt->phases.end()));
  CHECK(heard[1] == mail::SmtpPhaseTime{SmtpPhase::rcpt, 3s});
}

TEST_CASE("a tarpit within the deadline only takes its time") {
  Bench bench;
  bench.connector.script->turns = up_to_data();
  bench.connector.script->turns[1].delay = 20s;
  bench.connector.script->turns.push_back(turn("hi\r\n.\r\n", "250 ok\r\n"));
  bench.connector.script->turns.push_back(turn("QUIT\r\n", "221 bye\r\n"));
  const auto attempt = bench.send();
  CHECK(attempt.disposition == SmtpDisposition::accepted);
  CHECK(attempt.phases[1] == mail::SmtpPhaseTime{SmtpPhase::rcpt, 20s});
}

TEST_CASE("mute behind the final dot: unknown at the deadline, not later") {
  Bench bench;
  bench.connector.script->turns = up_to_data();
  bench.connector.script->turns.push_back(
      {.expected = "hi\r\n.\r\n", .pieces = {}, .failure = {}, .is_mute = true});
  const auto attempt = bench.send(30s);
  CHECK(attempt.disposition == SmtpDisposition::unknown);
  CHECK(attempt.failure->kind == FailureKind::timeout);
  CHECK(bench.sim.clock.steady() == SteadyTime{} + 30s);
}

TEST_CASE("reset behind the final dot is unknown, before it not sent") {
  Bench late;
  late.connector.script->turns = up_to_data();
  late.connector.script->turns.push_back(
      {.expected = "hi\r\n.\r\n", .pieces = {}, .failure = Failure{FailureKind::refused, "reset"}});
  CHECK(late.send().disposition == SmtpDisposition::unknown);
  Bench early;
  early.connector.script->turns = up_to_data();
  early.connector.script->turns[2] = {
      .expected = "DATA\r\n", .pieces = {}, .failure = Failure{FailureKind::refused, "reset"}};
  CHECK(early.send().disposition == SmtpDisposition::not_sent);
}

TEST_CASE("a server that is mute on QUIT costs 2 s and changes nothing") {
  Bench bench;
  bench.connector.script->turns = up_to_data();
  bench.connector.script->turns.push_back(turn("hi\r\n.\r\n", "250 ok\r\n"));
  bench.connector.script->turns.push_back(
      {.expected = "QUIT\r\n", .pieces = {}, .failure = {}, .is_mute = true});
  CHECK(bench.send().disposition == SmtpDisposition::accepted);
  CHECK(bench.sim.clock.steady() == SteadyTime{} + 2s);
}

TEST_CASE("a greeting is heard without a word of mail; a server that is mute on QUIT costs 2 s") {
  for (const bool is_mute : {false, true}) {
    Bench bench;
    bench.connector.facts.banner = "mail.example.org ESMTP";
    bench.connector.facts.ehlo = "mail.example.org";
    bench.connector.script->turns = {
        {.expected = "QUIT\r\n", .pieces = {}, .failure = {}, .is_mute = is_mute}};
    const auto said =
        bench.sim.run(bench.client.greet(any_server(), "agent.example.net", bench.sim.clock.steady() + 30s));
    REQUIRE(said.has_value());
    REQUIRE(said->has_value());
    CHECK((*said)->names() == std::vector<std::string>{"mail.example.org"});
    CHECK(bench.connector.script->sent == "QUIT\r\n");
    CHECK(bench.sim.clock.steady() <= SteadyTime{} + 2s);
  }
}

TEST_CASE("one byte a second runs into the deadline of the whole") {
  Bench bench;
  const Turn slow{.expected = "MAIL FROM:<probe@agent.example.net>\r\n",
                  .pieces = std::vector<std::string>(60, "2"),
                  .delay = 1s,
                  .failure = {}};
  bench.connector.script->turns = {slow};
  const auto attempt = bench.send(10s);
  CHECK(attempt.disposition == SmtpDisposition::not_sent);
  CHECK(bench.sim.clock.steady() == SteadyTime{} + 10s);
}

TEST_CASE("a bad address is not even connected for") {
  Bench bench;
  Envelope envelope = kEnvelope;
  envelope.to = "probe@example.org>\r\nDATA";
  const auto attempt =
      bench.sim.run(bench.client.send(any_server(), envelope, "hi", bench.sim.clock.steady() + 30s));
  REQUIRE(attempt.has_value());
  CHECK(attempt->disposition == SmtpDisposition::not_sent);
  CHECK(bench.connector.asked.empty());
}

TEST_CASE("what a connection that failed means for the message") {
  struct Case {
    FailureKind kind;
    SmtpPhase phase;
    int code;  // 0: no reply
    SmtpDisposition disposition;
  };
  using enum SmtpDisposition;
  for (const Case& row : {
           Case{FailureKind::refused, SmtpPhase::connect, 0, not_sent},
           Case{FailureKind::timeout, SmtpPhase::banner, 0, not_sent},
           Case{FailureKind::protocol, SmtpPhase::banner, 554, refused},
           Case{FailureKind::protocol, SmtpPhase::banner, 421, deferred},
           Case{FailureKind::protocol, SmtpPhase::ehlo, 550, refused},
           Case{FailureKind::refused, SmtpPhase::ehlo, 421, deferred},  // 421, then reset
           Case{FailureKind::timeout, SmtpPhase::ehlo, 502, not_sent},  // EHLO unknown, mute on HELO
           Case{FailureKind::tls, SmtpPhase::tls, 454, not_sent},
           Case{FailureKind::tls, SmtpPhase::ehlo, 250, not_sent},  // STARTTLS not offered
           Case{FailureKind::auth, SmtpPhase::auth, 535, not_sent},
           Case{FailureKind::protocol, SmtpPhase::auth, 454, not_sent},
       }) {
    CAPTURE(row.code);
    Bench bench;
    bench.connector.failure = Failure{row.kind, "why"};
    bench.connector.facts.ended_in = row.phase;
    if (row.code != 0) bench.connector.facts.reply = mail::SmtpReply{row.code, "", "text"};
    const auto attempt = bench.send();
    CHECK(attempt.disposition == row.disposition);
    CHECK(attempt.ended_in == row.phase);
    CHECK(attempt.reply.has_value() == (row.code >= 400));
    CHECK(attempt.failure.has_value() == (row.disposition == not_sent));
  }
}

TEST_CASE("asking for a recipient") {
  Bench bench;
  bench.connector.script->turns = {turn("MAIL FROM:<probe@agent.example.net>\r\n", "250 ok\r\n"),
                                   turn("RCPT TO:<probe@example.org>\r\n", "554 5.7.1 only the proxy\r\n"),
                                   turn("QUIT\r\n", "221 bye\r\n")};
  const auto attempt =
      bench.sim.run(bench.client.ask_recipient(any_server(), kEnvelope, bench.sim.clock.steady() + 30s));
  REQUIRE(attempt.has_value());
  CHECK(attempt->disposition == SmtpDisposition::refused);
  CHECK(attempt->ended_in == SmtpPhase::rcpt);
  CHECK(bench.connector.script->surprises.empty());
}

TEST_CASE("a text of 8 bits goes where it is taken, and its other form elsewhere") {
  for (const bool is_taken : {true, false}) {
    Bench bench;
    bench.connector.facts.capabilities = {"SIZE", is_taken ? "8BITMIME" : "8BITMIMES"};
    const auto* text = is_taken ? "\xc3\xbc\r\n.\r\n" : "=C3=BC\r\n.\r\n";
    bench.connector.script->turns = {
        turn(is_taken ? "MAIL FROM:<probe@agent.example.net> SIZE=4 BODY=8BITMIME\r\n"
                      : "MAIL FROM:<probe@agent.example.net> SIZE=8\r\n",
             "250 ok\r\n"),
        turn("RCPT TO:<probe@example.org>\r\n", "250 ok\r\n"), turn("DATA\r\n", "354 go\r\n"),
        turn(text, "250 ok\r\n"), turn("QUIT\r\n", "221 bye\r\n")};
    OutgoingText both("\xc3\xbc\n");
    both.seven_bit = "=C3=BC\n";
    const auto attempt =
        bench.sim.run(bench.client.send(any_server(), kEnvelope, both, bench.sim.clock.steady() + 30s));
    REQUIRE(attempt.has_value());
    CHECK(bench.connector.script->surprises.empty());
    CHECK(attempt->disposition == SmtpDisposition::accepted);
    CHECK(attempt->is_seven_bit == !is_taken);
  }
}
