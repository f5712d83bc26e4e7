#include "net/smtp/reply_parser.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;
using mail::SmtpReply;

namespace {

/// All replies in `bytes`, fed in pieces of `piece`; the failure's kind when it comes to one.
Result<std::vector<SmtpReply>> replies_in(std::string_view bytes, std::size_t piece = 1) {
  SmtpReplyParser parser;
  std::vector<SmtpReply> replies;
  while (!bytes.empty()) {
    parser.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    for (;;) {
      auto next = parser.next();
      if (!next) return std::unexpected(next.error());
      if (!*next) break;
      replies.push_back(**std::move(next));
    }
  }
  return replies;
}

std::string line_of(std::size_t size) { return "250 " + std::string(size - 6, 'x') + "\r\n"; }

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("replies as servers write them") {
  struct Case {
    const char* bytes;
    SmtpReply reply;
  };
  for (const Case& row : {
           Case{"250 ok\r\n", {250, "", "ok"}},
           Case{"250\r\n", {250, "", ""}},
           Case{"250 \r\n", {250, "", ""}},
           Case{"250 bare LF\n", {250, "", "bare LF"}},
           Case{"550 5.7.1 Access denied\r\n", {550, "5.7.1", "Access denied"}},
           Case{"550 4.7.1 other class\r\n", {550, "", "4.7.1 other class"}},
           Case{"550 5.7 short\r\n", {550, "", "5.7 short"}},
           Case{"550 5.1234.1 long\r\n", {550, "", "5.1234.1 long"}},
           Case{"550 5.7.1\r\n", {550, "5.7.1", ""}},
           Case{"550 5.7.1x\r\n", {550, "", "5.7.1x"}},
           Case{"550-5.1.1 no such user\r\n550 5.1.1 here\r\n", {550, "5.1.1", "no such user here"}},
           Case{"250-a\r\n250-\r\n250 c\r\n", {250, "", "a  c"}},
           Case{"421 \x1b[2J\xff\r\n", {421, "", "\\x1b[2J\\xff"}},
           Case{"250 a\rb\r\n", {250, "", "a\\x0db"}},
       }) {
    CAPTURE(row.bytes);
    for (const std::size_t piece : {1UL, 3UL, 1000UL}) {
      const auto replies = replies_in(row.bytes, piece);
      REQUIRE(replies.has_value());
      CHECK(*replies == std::vector{row.reply});
    }
  }
}

TEST_CASE("a NUL is text") {
  const auto replies = replies_in(std::string_view("250 a\0b\r\n", 9));
  REQUIRE(replies.has_value());
  CHECK(replies->at(0).text == "a\\x00b");
}

TEST_CASE("what is not a reply is malformed, and said so printably") {
  for (const char* bytes :
       {"25 0 ok\r\n", "999 ok\r\n", "199 ok\r\n", "600 ok\r\n", "2x0 ok\r\n", "250ok\r\n", "\r\n", "\n",
        "hello\r\n", "250-a\r\n251 b\r\n", "250-a\r\nb\r\n", "\x1b[2J\r\n"}) {
    CAPTURE(bytes);
    const auto replies = replies_in(bytes);
    REQUIRE_FALSE(replies.has_value());
    CHECK(replies.error().kind == FailureKind::malformed);
    CHECK(replies.error().detail.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("each limit is accepted, and one more is not") {
  CHECK(replies_in(line_of(kMaxReplyLine), 1000).has_value());
  CHECK_FALSE(replies_in(line_of(kMaxReplyLine + 1), 1000).has_value());
  CHECK_FALSE(replies_in("250 " + std::string(kMaxReplyLine, 'x'), 1000).has_value());  // no line end at all

  CHECK(replies_in(repeated("250-x\r\n", kMaxReplyLines - 1) + "250 x\r\n").has_value());
  CHECK_FALSE(replies_in(repeated("250-x\r\n", kMaxReplyLines) + "250 x\r\n").has_value());

  const std::string kilobyte = "250-" + std::string(1018, 'x') + "\r\n";
  CHECK(replies_in(repeated(kilobyte, 63) + line_of(1024), 16384).has_value());
  CHECK_FALSE(replies_in(repeated(kilobyte, 63) + line_of(1025), 16384).has_value());
}

TEST_CASE("a long text is cut") {
  const auto replies = replies_in(line_of(2000), 1000);
  REQUIRE(replies.has_value());
  CHECK(replies->at(0).text.size() <= 1024);
  CHECK(replies->at(0).text.ends_with("..."));
}

TEST_CASE("several replies at once, and what is left over") {
  SmtpReplyParser parser;
  parser.feed("250 one\r\n250-two\r\n");
  CHECK(parser.next()->value().text == "one");
  CHECK(parser.has_more());
  CHECK_FALSE(parser.next()->has_value());
  CHECK(parser.has_more());  // a reply has begun
  parser.feed("250 three\r\n");
  CHECK(parser.next()->value().text == "two three");
  CHECK_FALSE(parser.has_more());
}
