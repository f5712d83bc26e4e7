#include "net/smtp/transaction.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace std::chrono_literals;
using mail::SmtpDisposition;
using mail::SmtpPhase;
using Kind = DialogueAction::Kind;

namespace {

const Envelope kEnvelope{
    .from = "probe@agent.example.net", .to = "probe@example.org", .ehlo_name = "agent.example.net"};
constexpr const char* kMail = "MAIL FROM:<probe@agent.example.net>\r\n";
constexpr const char* kRcpt = "RCPT TO:<probe@example.org>\r\n";

/// Plays a server: one reply per thing sent, 1 s after it. "closed" and "timeout" stand for what they say;
/// without a reply left the connection is closed.
struct Played {
  std::vector<std::string> sent;
  mail::SmtpAttempt attempt;
};

Played play(Transaction transaction, const std::vector<std::string>& replies) {
  Played played;
  Result<std::string> outcome;
  SteadyTime now{};
  for (auto reply = replies.begin();;) {
    const DialogueAction action = transaction.resume(outcome, now);
    if (action.kind == Kind::done) break;
    outcome = std::string{};
    if (action.kind == Kind::confirm) continue;
    if (action.kind == Kind::send) {
      played.sent.push_back(action.bytes);
      continue;
    }
    now += 1s;
    if (reply == replies.end()) continue;
    if (*reply == "timeout")
      outcome = fail(FailureKind::timeout);
    else if (*reply != "closed")
      outcome = *reply;
    ++reply;
  }
  played.attempt = transaction.attempt();
  return played;
}

Played play(const std::vector<std::string>& replies) {
  return play(Transaction(kEnvelope, "hi\n", {}), replies);
}

}  // namespace

TEST_CASE("a message that is accepted") {
  const auto played =
      play({"250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 2.0.0 Ok: queued as 4ABC\r\n", "221 bye\r\n"});
  CHECK(played.sent == std::vector<std::string>{kMail, kRcpt, "DATA\r\n", "hi\r\n.\r\n", "QUIT\r\n"});
  CHECK(played.attempt.disposition == SmtpDisposition::accepted);
  CHECK(played.attempt.ended_in == SmtpPhase::body);
  CHECK(played.attempt.queue_id == "4ABC");
  CHECK(played.attempt.phases ==
        std::vector<mail::SmtpPhaseTime>{
            {SmtpPhase::mail, 1s}, {SmtpPhase::rcpt, 1s}, {SmtpPhase::data, 1s}, {SmtpPhase::body, 1s}});
  CHECK_FALSE(played.attempt.failure.has_value());
}

namespace {

/// Brings a transaction to where the server waits for the text.
DialogueAction at_departure(Transaction& transaction) {
  transaction.resume(std::string{}, {});
  for (const char* reply : {"250 ok\r\n", "250 ok\r\n", "354 go\r\n"}) {
    transaction.resume(std::string{}, {});
    const auto next = transaction.resume(reply, {});
    if (next.kind != Kind::send) return next;
  }
  return {};
}

}  // namespace

TEST_CASE("whether the text may leave is asked when the server waits for it, and not before") {
  Transaction transaction(kEnvelope, "hi\n", {});
  CHECK(at_departure(transaction).kind == Kind::confirm);
  CHECK(transaction.resume(std::string{}, {}) == DialogueAction{Kind::send, "hi\r\n.\r\n"});
}

TEST_CASE("a text that may not leave does not: the message was not sent") {
  Transaction transaction(kEnvelope, "hi\n", {});
  REQUIRE(at_departure(transaction).kind == Kind::confirm);
  CHECK(transaction.resume(fail(FailureKind::storage, "disk full"), {}).kind == Kind::done);
  CHECK(transaction.attempt().disposition == SmtpDisposition::not_sent);
  CHECK(transaction.attempt().ended_in == SmtpPhase::data);
  CHECK(transaction.attempt().failure->kind == FailureKind::storage);
}

TEST_CASE("where a dialogue ends, and what that means") {
  struct Case {
    std::vector<std::string> replies;
    SmtpDisposition disposition;
    SmtpPhase ended_in;
    bool says_quit;
  };
  const std::string ok = "250 ok\r\n", go = "354 go\r\n";
  using enum SmtpDisposition;
  for (const Case& row : {
           Case{{"450 4.7.1 greylisted\r\n"}, deferred, SmtpPhase::mail, true},
           Case{{"550 5.7.1 no\r\n"}, refused, SmtpPhase::mail, true},
           Case{{ok, "451 4.7.1 greylisted\r\n"}, deferred, SmtpPhase::rcpt, true},
           Case{{ok, "554 5.7.1 not you\r\n"}, refused, SmtpPhase::rcpt, true},
           Case{{ok, "251 will forward\r\n", "451 no\r\n"}, deferred, SmtpPhase::data, true},
           Case{{ok, ok, "554 no\r\n"}, refused, SmtpPhase::data, true},
           Case{{ok, ok, go, "451 4.3.0 later\r\n"}, deferred, SmtpPhase::body, true},
           Case{{ok, ok, go, "554 5.6.0 spam\r\n"}, refused, SmtpPhase::body, true},
           Case{{"421 4.3.2 down\r\n"}, deferred, SmtpPhase::mail, false},
           Case{{ok, "421 down\r\n"}, deferred, SmtpPhase::rcpt, false},
           Case{{ok, ok, "421 down\r\n"}, deferred, SmtpPhase::data, false},
           Case{{ok, ok, go, "421 down\r\n"}, deferred, SmtpPhase::body, false},
           Case{{"closed"}, not_sent, SmtpPhase::mail, false},
           Case{{ok, "timeout"}, not_sent, SmtpPhase::rcpt, false},
           Case{{ok, ok, "closed"}, not_sent, SmtpPhase::data, false},
           Case{{ok, ok, go, "closed"}, unknown, SmtpPhase::body, false},
           Case{{ok, ok, go, "timeout"}, unknown, SmtpPhase::body, false},
           Case{{ok, ok, go, "2"}, unknown, SmtpPhase::body, false},  // half a reply, then closed
           Case{{ok, ok, go, "25 0 ok\r\n"},
                unknown,
                SmtpPhase::body,
                false},  // nonsense behind the final dot
           Case{{ok, ok, go, "354 more?\r\n"}, unknown, SmtpPhase::body, false},
           Case{{"25 0 ok\r\n"}, not_sent, SmtpPhase::mail, false},
           Case{{"354 go\r\n"}, not_sent, SmtpPhase::mail, false},
           Case{{ok, ok, ok}, not_sent, SmtpPhase::data, false},                  // 250 to DATA
           Case{{ok, "250 ok\r\n354 go\r\n"}, not_sent, SmtpPhase::rcpt, false},  // out of turn
           Case{{ok, ok, go, ok, "timeout"}, accepted, SmtpPhase::body, true},
           Case{{ok, ok, go, ok, "closed"}, accepted, SmtpPhase::body, true},
           Case{{ok, ok, go, ok, "500 what?\r\n"}, accepted, SmtpPhase::body, true},
           Case{{ok, ok, go, ok, "garbage\r\n"}, accepted, SmtpPhase::body, true},
       }) {
    CAPTURE(row.replies);
    const auto played = play(row.replies);
    CHECK(played.attempt.disposition == row.disposition);
    CHECK(played.attempt.ended_in == row.ended_in);
    CHECK((played.sent.back() == "QUIT\r\n") == row.says_quit);
    const bool has_reply = row.disposition != not_sent && row.disposition != unknown;
    CHECK(played.attempt.reply.has_value() == has_reply);
    CHECK(played.attempt.failure.has_value() == !has_reply);
  }
}

TEST_CASE("a body that cannot be sent whole has not been sent") {
  Transaction transaction(kEnvelope, "hi", {});
  Result<std::string> nothing;
  transaction.resume(nothing, {});
  for (const char* reply : {"250 ok\r\n", "250 ok\r\n", "354 go\r\n"}) {
    transaction.resume(nothing, {});
    transaction.resume(std::string(reply), {});
  }
  transaction.resume(nothing, {});
  CHECK(transaction.resume(fail(FailureKind::refused), {}).kind == Kind::done);
  CHECK(transaction.attempt().disposition == SmtpDisposition::not_sent);
  CHECK(transaction.attempt().ended_in == SmtpPhase::body);
}

TEST_CASE("a reply may come in pieces") {
  const auto played = play({"25", "0-a\r\n", "250 b\r\n", "550 5.1.1 n", "o\r\n"});
  CHECK(played.attempt.disposition == SmtpDisposition::refused);
  CHECK(played.attempt.reply->enhanced_code == "5.1.1");
}

TEST_CASE("MAIL says what the server offers to hear") {
  struct Case {
    std::vector<std::string> capabilities;
    const char* message;
    const char* mail;
  };
  for (const Case& row : {Case{{"SIZE 1000"}, "hi\n", "MAIL FROM:<probe@agent.example.net> SIZE=4\r\n"},
                          Case{{"SIZE"}, ".\n", "MAIL FROM:<probe@agent.example.net> SIZE=3\r\n"},
                          Case{{"SIZED"}, "hi", kMail}, Case{{"8BITMIME"}, "hi", kMail},
                          Case{{"8BITMIME", "SIZE"},
                               "\xc3\xa9",
                               "MAIL FROM:<probe@agent.example.net> SIZE=4 BODY=8BITMIME\r\n"}}) {
    CHECK(play(Transaction(kEnvelope, row.message, row.capabilities), {}).sent ==
          std::vector<std::string>{row.mail});
  }
}

TEST_CASE("reports are asked for where the server offers them and the message has a name for it") {
  Envelope envelope = kEnvelope;
  envelope.envelope_id = "m1.0123-ab";
  envelope.to = "pro+be=x@example.org";
  const std::vector<std::string> offers{"SIZE", "DSN"};
  const auto asked = play(Transaction(envelope, "hi\n", offers), {"250 ok\r\n"});
  CHECK(asked.sent ==
        std::vector<std::string>{
            "MAIL FROM:<probe@agent.example.net> SIZE=4 RET=HDRS ENVID=m1.0123-ab\r\n",
            "RCPT TO:<pro+be=x@example.org> NOTIFY=FAILURE,DELAY ORCPT=rfc822;pro+2Bbe+3Dx@example.org\r\n"});
  const auto not_offered = play(Transaction(envelope, "hi\n", {}), {"250 ok\r\n"});
  CHECK(not_offered.sent == std::vector<std::string>{kMail, "RCPT TO:<pro+be=x@example.org>\r\n"});
  const auto unnamed = play(Transaction(kEnvelope, "hi\n", offers), {"250 ok\r\n"});
  CHECK(unnamed.sent == std::vector<std::string>{"MAIL FROM:<probe@agent.example.net> SIZE=4\r\n", kRcpt});
}

TEST_CASE("an envelope id that could end the command is refused") {
  for (const auto& bad : {std::string("a b"), std::string("a\r\nDATA"), std::string("a>"), std::string("a+b"),
                          std::string(101, 'a')}) {
    CHECK_FALSE(check_envelope({"a@b", "c@d", "e", bad}).has_value());
  }
  CHECK(check_envelope({"a@b", "c@d", "e", std::string(100, 'a')}).has_value());
}

TEST_CASE("8-bit text is not sent to a server that has not offered to take it") {
  const auto played = play(Transaction(kEnvelope, "\xc3\xa9", {}), {});
  CHECK(played.sent.empty());
  CHECK(played.attempt.disposition == SmtpDisposition::not_sent);
}

TEST_CASE("an address that could end the command is refused before a byte is sent") {
  for (const char* bad :
       {"a@b\r\nDATA", "a@b\n", "a@b\r", "a@b> SIZE=1", "<a@b", "a b@c", "\xc3\xa9@c", "\x01@c"}) {
    CAPTURE(bad);
    for (const Envelope& envelope : {Envelope{bad, "a@b", "c"}, Envelope{"a@b", bad, "c"}}) {
      CHECK_FALSE(check_envelope(envelope).has_value());
      const auto played = play(Transaction(envelope, "hi", {}), {});
      CHECK(played.sent.empty());
      CHECK(played.attempt.failure->kind == FailureKind::malformed);
    }
  }
  CHECK_FALSE(check_envelope({"a@b", "", "c"}).has_value());
  CHECK(check_envelope({"", "a@b", "c"}).has_value());  // the null sender
  CHECK(check_envelope({"", std::string(254, 'a'), "c"}).has_value());
  CHECK_FALSE(check_envelope({"", std::string(255, 'a'), "c"}).has_value());
}

TEST_CASE("parting has its own patience") {
  Transaction transaction(kEnvelope, "hi", {});
  Result<std::string> nothing;
  CHECK(transaction.resume(nothing, {}).patience == DialogueAction::Patience::whole);
  CHECK(transaction.resume(nothing, {}).patience == DialogueAction::Patience::whole);
  const auto quit = transaction.resume(std::string("550 no\r\n"), {});
  CHECK(quit == DialogueAction{Kind::send, "QUIT\r\n", DialogueAction::Patience::farewell});
  CHECK(transaction.resume(nothing, {}) ==
        DialogueAction{Kind::receive, "", DialogueAction::Patience::farewell});
}

TEST_CASE("asking for the recipient alone never comes to DATA") {
  const auto ask = [](const std::vector<std::string>& replies) {
    return play(Transaction(kEnvelope, {}, {}, Transaction::Extent::recipient), replies);
  };
  const auto open = ask({"250 ok\r\n", "250 ok\r\n", "250 ok\r\n", "221 bye\r\n"});
  CHECK(open.sent == std::vector<std::string>{kMail, kRcpt, "RSET\r\n", "QUIT\r\n"});
  CHECK(open.attempt.disposition == SmtpDisposition::accepted);
  CHECK(open.attempt.ended_in == SmtpPhase::rcpt);
  const auto locked = ask({"250 ok\r\n", "554 5.7.1 only the proxy\r\n", "221 bye\r\n"});
  CHECK(locked.sent == std::vector<std::string>{kMail, kRcpt, "QUIT\r\n"});
  CHECK(locked.attempt.disposition == SmtpDisposition::refused);
  CHECK(ask({"250 ok\r\n", "250 ok\r\n", "500 RSET?\r\n"}).attempt.disposition == SmtpDisposition::accepted);
}
