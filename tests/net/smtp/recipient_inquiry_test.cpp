#include "net/smtp/recipient_inquiry.hpp"

#include "net/smtp/smtp_client.hpp"
#include "tests/support/scripted_stream.hpp"
#include "tests/support/sim.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace std::chrono_literals;
using Kind = DialogueAction::Kind;

namespace {

const std::string kMail = "MAIL FROM:<probe@agent.example.net>\r\n";
const std::string kAlice = "RCPT TO:<alice@example.org>\r\n";
const std::string kBob = "RCPT TO:<bob@example.org>\r\n";
const std::string kReset = "RSET\r\n";
const std::string kQuit = "QUIT\r\n";
const std::string kOk = "250 2.1.5 Ok\r\n";
const std::string kUnknown = "550 5.1.1 User unknown\r\n";

RecipientQuestion question(std::vector<std::string> recipients = {"alice@example.org", "bob@example.org"}) {
  return {.from = "probe@agent.example.net",
          .recipients = std::move(recipients),
          .ehlo_name = "agent.example.net"};
}

struct Played {
  std::vector<std::string> sent;
  std::vector<int> codes;
  std::optional<Failure> failure;
  std::size_t received = 0;
};

/// A server that gives one text a receive; "closed" and "timeout" stand for what they say, and so does the
/// end of the texts for a close.
Played play(const std::vector<std::string>& replies, const RecipientQuestion& asked = question()) {
  RecipientInquiry inquiry(asked);
  Played played;
  Result<std::string> outcome;
  for (auto reply = replies.begin();;) {
    const auto action = inquiry.resume(outcome, {});
    if (action.kind == Kind::done) break;
    outcome = std::string{};
    if (action.kind == Kind::send) played.sent.push_back(action.bytes);
    if (action.kind != Kind::receive) continue;
    ++played.received;
    if (reply == replies.end()) continue;
    if (*reply == "timeout")
      outcome = fail(FailureKind::timeout);
    else if (*reply != "closed")
      outcome = *reply;
    ++reply;
  }
  for (const auto& reply : inquiry.replies()) played.codes.push_back(reply.code);
  played.failure = inquiry.failure();
  return played;
}

using Sent = std::vector<std::string>;
using Codes = std::vector<int>;

}  // namespace

TEST_CASE("each recipient is asked for in turn, and nothing is ever sent") {
  const auto played = play({kOk, kOk, kUnknown, kOk, "221 bye\r\n"});
  CHECK(played.sent == Sent{kMail, kAlice, kBob, kReset, kQuit});
  CHECK(played.codes == Codes{250, 550});
  CHECK_FALSE(played.failure);
}

TEST_CASE("a refusal of one, for now or for good, keeps nobody else from being asked for") {
  CHECK(play({kOk, "450 4.2.0 later\r\n", kOk, kOk}).codes == Codes{450, 250});
  CHECK(play({kOk, kUnknown, kUnknown, kOk}).codes == Codes{550, 550});
}

TEST_CASE("where the dialogue breaks, those behind have no answer, and it is said why") {
  struct Case {
    std::vector<std::string> replies;
    Codes codes;
    FailureKind kind;
    std::string_view words;
    Sent sent;
  };
  const std::vector<Case> cases{
      {{"550 5.7.1 blocked\r\n"}, {}, FailureKind::protocol, "550 5.7.1 blocked", {kMail, kQuit}},
      {{"451 later\r\n"}, {}, FailureKind::protocol, "the sender is not taken: 451", {kMail, kQuit}},
      {{"421 busy\r\n"}, {}, FailureKind::protocol, "421 busy", {kMail}},
      {{kOk, "421 too many\r\n"}, {}, FailureKind::protocol, "the server closes: 421", {kMail, kAlice}},
      {{kOk, kOk, "closed"}, {250}, FailureKind::protocol, "closed by the server", {kMail, kAlice, kBob}},
      {{kOk, kOk, "timeout"}, {250}, FailureKind::timeout, "", {kMail, kAlice, kBob}},
      {{kOk, "354 go on\r\n"}, {}, FailureKind::protocol, "unexpected reply: 354", {kMail, kAlice}},
      {{"354 go on\r\n"}, {}, FailureKind::protocol, "unexpected reply: 354", {kMail}},
      {{kOk, kUnknown + kOk}, {}, FailureKind::protocol, "out of turn", {kMail, kAlice}},
      {{kOk + kUnknown}, {}, FailureKind::protocol, "out of turn", {kMail}},
      {{kOk, "550-a\r\n250 b\r\n"}, {}, FailureKind::malformed, "two codes", {kMail, kAlice}},
      {{kOk, "hello\r\n"}, {}, FailureKind::malformed, "not a reply", {kMail, kAlice}},
      {{kOk, std::string("2\0 \x1b[2J\r\n", 9)}, {}, FailureKind::malformed, "not a reply", {kMail, kAlice}}};
  for (const auto& row : cases) {
    CAPTURE(row.replies.back());
    const auto played = play(row.replies);
    CHECK(played.codes == row.codes);
    REQUIRE(played.failure);
    CHECK(played.failure->kind == row.kind);
    CHECK_MESSAGE(played.failure->detail.contains(row.words), played.failure->detail);
    CHECK(played.sent == row.sent);
  }
}

TEST_CASE("no server keeps the dialogue for ever, or fills the memory") {
  const std::vector<std::string> endless(1000, "250-" + std::string(200, 'a') + "\r\n");
  const auto lines = play(endless);
  CHECK(lines.failure->kind == FailureKind::malformed);
  CHECK(lines.received <= kMaxReplyLines + 1);
  const auto line = play(std::vector<std::string>(1000, std::string(500, 'a')));
  CHECK(line.failure->kind == FailureKind::malformed);
  CHECK(line.received <= 6);
}

TEST_CASE("a reply in single bytes is one reply") {
  std::vector<std::string> bytes;
  for (const char c : kOk + kOk) bytes.emplace_back(1, c);
  CHECK(play(bytes).codes == Codes{250});
  CHECK(play(bytes).failure->detail == "connection closed by the server");
}

TEST_CASE("what the server says at the end changes nothing") {
  for (const auto* last : {"closed", "timeout", "hello\r\n", "500 what\r\n"}) {
    const auto played = play({kOk, kOk, kUnknown, last});
    CHECK(played.codes == Codes{250, 550});
    CHECK_FALSE(played.failure);
  }
}

TEST_CASE("an address that cannot be sent keeps all from being asked for, as does a list too long") {
  CHECK(play({}, question({"alice@example.org", "a>\r\nDATA"})).sent.empty());
  CHECK(play({}, question({})).failure->kind == FailureKind::malformed);
  CHECK(play({}, question(std::vector<std::string>(kMostRecipientsAsked + 1, "a@example.org"))).sent.empty());
  CHECK_FALSE(
      play({}, question(std::vector<std::string>(kMostRecipientsAsked, "a@example.org"))).sent.empty());
}

TEST_CASE("the client says of every recipient what it knows") {
  test::Sim sim;
  test::ScriptedConnector connector(sim.clock);
  SmtpClient client(connector, sim.clock);
  connector.script->turns = {{.expected = kMail, .pieces = {kOk}},
                             {.expected = kAlice, .pieces = {kUnknown}},
                             {.expected = kBob, .is_mute = true}};
  const auto deadline = sim.clock.steady() + 60s;
  const auto said =
      sim.run(client.ask_recipients({.endpoint = {IpAddress::v4({192, 0, 2, 10}), 25}}, question(), deadline))
          .value();
  REQUIRE(said.size() == 2);
  CHECK(said[0]->code == 550);
  CHECK(said[1].error().kind == FailureKind::timeout);
  CHECK_FALSE(connector.script->is_alive);
}

TEST_CASE("without a connection there is no answer of anybody") {
  test::Sim sim;
  test::ScriptedConnector connector(sim.clock);
  connector.failure = Failure{FailureKind::refused, "closed"};
  SmtpClient client(connector, sim.clock);
  const auto said = sim.run(client.ask_recipients({.endpoint = {IpAddress::v4({192, 0, 2, 10}), 25}},
                                                  question(), sim.clock.steady() + 60s))
                        .value();
  REQUIRE(said.size() == 2);
  CHECK(said[1].error().kind == FailureKind::refused);
}
