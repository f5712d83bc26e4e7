#include "net/smtp/reply_parser.hpp"
#include "net/smtp/transaction.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;
using mail::SmtpDisposition;
using Kind = DialogueAction::Kind;

// What a server says behind EHLO that no server should, at each place of a transaction: one reason, bounded
// and printable. What it may say before that: tests/net/stream.

namespace {

const Envelope kEnvelope{
    .from = "probe@agent.example.net", .to = "probe@example.org", .ehlo_name = "agent.example.net"};

/// Three replies that bring a message up to its final dot; what is asked about comes in place of one of them
/// or behind them.
const std::vector<std::string> kGood{"250 ok\r\n", "250 ok\r\n", "354 go\r\n"};

/// Says `bad` in place of the reply of that number, in pieces, as often as it is listened to.
mail::SmtpAttempt hearing(std::size_t place, std::string_view bad, std::size_t piece) {
  Transaction transaction(kEnvelope, "hi\n", {});
  Result<std::string> outcome;
  std::size_t replies = 0;
  for (std::size_t at = 0, steps = 0; steps < 1'000'000; ++steps) {
    const auto action = transaction.resume(outcome, {});
    if (action.kind == Kind::done) return transaction.attempt();
    outcome = std::string{};
    if (action.kind != Kind::receive) continue;
    if (replies < place) {
      outcome = kGood[replies++];
      continue;
    }
    outcome = std::string(bad.substr(at, piece));
    at = at + piece < bad.size() ? at + piece : 0;
  }
  FAIL("the dialogue has no end");
  return {};
}

constexpr std::size_t kBehindDot = 3;

}  // namespace

TEST_CASE("a reply that no server should give ends a message with one reason, wherever it comes") {
  struct Case {
    std::string what;
    std::string said;
    const char* reason;
  };
  using namespace std::string_literals;
  const Case rows[] = {
      {"an endless reply of lines", "250-more\r\n", "a reply exceeds 100 lines"},
      {"an endless reply of long lines", "250-" + std::string(1500, 'x') + "\r\n",
       "a reply exceeds 65536 bytes"},
      {"a line without an end", std::string(512, 'x'), "a reply line exceeds 2048 bytes"},
      {"a line of NULs without an end", std::string(512, '\0'), "a reply line exceeds 2048 bytes"},
      {"a NUL in place of a code", "2\0000 ok\r\n"s, "not a reply: \"2\\x000 ok\""},
      {"an escape in place of a code", "\x1b[2J250 ok\r\n", "not a reply: \"\\x1b[2J250 ok\""},
      {"a code of no class", "999 ok\r\n", "not a reply: \"999 ok\""},
      {"two codes in one reply", "250-ok\r\n550 no\r\n", "one reply with two codes, 250 and 550"},
      {"another protocol", "HTTP/1.1 400 Bad Request\r\n", "not a reply: \"HTTP/1.1 400 Bad Request\""}};
  for (const Case& row : rows) {
    CAPTURE(row.what);
    for (std::size_t place = 0; place <= kBehindDot; ++place) {
      CAPTURE(place);
      const auto attempt = hearing(place, row.said, 512);
      // Behind the final dot the message may have been taken.
      const bool may_have_left = place == kBehindDot;
      CHECK(attempt.disposition == (may_have_left ? SmtpDisposition::unknown : SmtpDisposition::not_sent));
      REQUIRE(attempt.failure);
      CHECK(attempt.failure->kind == FailureKind::malformed);
      CHECK(attempt.failure->detail == row.reason);
    }
  }
}

TEST_CASE("a code that does not fit its command is told, and takes no message for delivered") {
  struct Case {
    std::size_t place;
    const char* said;
    SmtpDisposition disposition;
  };
  using enum SmtpDisposition;
  for (const Case& row :
       {Case{0, "354 go\r\n", not_sent}, Case{1, "354 go\r\n", not_sent}, Case{2, "250 queued\r\n", not_sent},
        Case{2, "221 bye\r\n", not_sent}, Case{kBehindDot, "354 go on\r\n", unknown}}) {
    CAPTURE(row.place);
    const auto attempt = hearing(row.place, row.said, 512);
    CHECK(attempt.disposition == row.disposition);
    REQUIRE(attempt.failure);
    CHECK(attempt.failure->kind == FailureKind::protocol);
    CHECK(attempt.failure->detail ==
          "unexpected reply: " + std::string(row.said).substr(0, std::string(row.said).size() - 2));
  }
}

TEST_CASE("a refusal in single bytes is one refusal, and its NULs and escapes are shown") {
  using namespace std::string_literals;
  for (const std::size_t piece : {1UL, 7UL, 512UL}) {
    const auto attempt = hearing(1, "550-5.7.1 go\x1b[2J\r\n550 5.7.1 a\0way\x9b\r\n"s, piece);
    CHECK(attempt.disposition == SmtpDisposition::refused);
    REQUIRE(attempt.reply);
    CHECK(attempt.reply->enhanced_code == "5.7.1");
    CHECK(attempt.reply->text == "go\\x1b[2J a\\x00way\\x9b");
  }
}
