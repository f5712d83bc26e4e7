#include "net/imap/mailbox_search.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;
using Kind = DialogueAction::Kind;
using State = FolderFindings::State;

// What a server says behind the log-in that no server should, and folders that are bigger than anybody would
// like: one reason, in bounded memory. What it may say before that: tests/net/stream.

namespace {

/// What is said to a command, given without its tag; `{t}` in it becomes the tag. It is said again and again
/// for as long as somebody listens.
using Server = std::function<std::string(const std::string& command)>;

struct Played {
  std::vector<std::string> sent;
  Result<MailboxFindings> findings;
  std::size_t heard = 0;  ///< octets
};

Played play(MailboxQuery query, const Server& server, std::size_t piece = 4096) {
  MailboxSearch search(std::move(query));
  Played played;
  Result<std::string> outcome;
  std::string answer;
  std::size_t at = 0;
  for (int steps = 0; steps < 1'000'000; ++steps) {
    const auto action = search.resume(outcome, {});
    if (action.kind == Kind::done) {
      played.findings = search.findings();
      return played;
    }
    outcome = std::string{};
    if (action.kind == Kind::receive) {
      outcome = answer.substr(at, piece);
      at = at + piece < answer.size() ? at + piece : 0;
      played.heard += outcome->size();
      continue;
    }
    const auto blank = action.bytes.find(' ');
    const auto command = action.bytes.substr(blank + 1, action.bytes.size() - blank - 3);
    played.sent.push_back(command);
    answer = server(command);
    at = 0;
    for (auto tag = answer.find("{t}"); tag != answer.npos; tag = answer.find("{t}"))
      answer.replace(tag, 3, action.bytes.substr(0, blank));
  }
  FAIL("the dialogue has no end");
  return played;
}

MailboxQuery query_since(std::optional<FolderCursor> since) {
  MailboxQuery query;
  query.folders = {{"INBOX", since}};
  query.ids = {"id-1"};
  query.other_headers = {"Message-ID"};
  return query;
}

std::string fetched(std::uint32_t uid, std::string_view block) {
  return fmt::format("* 1 FETCH (UID {} BODY[HEADER.FIELDS (X-CUTWATCH-ID MESSAGE-ID)]<0> {{{}}}\r\n{})\r\n",
                     uid, block.size(), block);
}

/// An INBOX of UIDVALIDITY 17 whose UIDNEXT is told; to what begins with `place` it says `said` instead.
Server saying(const std::string& place, const std::string& said, std::uint32_t next = 6) {
  return [=](const std::string& command) -> std::string {
    if (command.starts_with(place)) return said;
    if (command.starts_with("EXAMINE"))
      return fmt::format("* {} EXISTS\r\n* OK [UIDVALIDITY 17] x\r\n* OK [UIDNEXT {}] x\r\n{{t}} OK done\r\n",
                         next - 1, next);
    if (command == "LOGOUT") return "* BYE out\r\n{t} OK done\r\n";
    return "{t} OK done\r\n";
  };
}

}  // namespace

TEST_CASE("a response that no server should give ends the look with one reason, wherever it comes") {
  struct Case {
    std::string what;
    std::string said;
    FailureKind kind;
    const char* reason;
  };
  using namespace std::string_literals;
  using enum FailureKind;
  std::string literals = "* 1 FETCH (UID 5";
  for (int i = 0; i < 5; ++i) literals += " X {65000}\r\n" + std::string(65000, 'x');
  const Case rows[] = {
      {"endless responses", "* 1 FETCH (X {60000}\r\n" + std::string(60000, 'x') + ")\r\n", malformed,
       "a folder sent more than 5 MiB"},
      {"a line without an end", std::string(1000, 'x'), malformed, "a line exceeds 16384 bytes"},
      {"a line of NULs without an end", std::string(1000, '\0'), malformed, "a line exceeds 16384 bytes"},
      {"a giant literal", "* 1 FETCH (X {4294967296}\r\n", malformed, "a literal exceeds 65536 bytes"},
      {"one octet too many", "* 1 FETCH (X {65537}\r\n", malformed, "a literal exceeds 65536 bytes"},
      {"many literals", literals + ")\r\n", malformed, "a response exceeds 262144 bytes"},
      {"another protocol", "220 mx.example.org ESMTP\r\n", malformed, "a tagged response without a status"},
      {"a continuation", "+ go on\r\n", protocol, "a continuation that nothing asked for"},
      {"another one's reply", "c77 OK done\r\n", protocol, "a reply to no command of ours: c77"},
      {"a farewell", "* BYE \x1b[2Jgoing do\0wn\r\n"s, protocol,
       "the server said BYE \\x1b[2Jgoing do\\x00wn"}};
  for (const Case& row : rows) {
    CAPTURE(row.what);
    for (const char* place : {"CAPABILITY", "EXAMINE", "UID FETCH", "UID SEARCH"}) {
      CAPTURE(place);
      const bool is_search = std::string_view(place) == "UID SEARCH";
      auto since = is_search ? std::nullopt : std::optional(FolderCursor{17, 5});
      const auto played = play(query_since(since), saying(place, row.said));
      REQUIRE_FALSE(played.findings.has_value());
      CHECK(played.findings.error().kind == row.kind);
      CHECK(played.findings.error().detail == row.reason);
      CHECK(played.heard < 6 * 1024 * 1024);
    }
  }
}

TEST_CASE("NULs and escapes where values are expected are malformed, and in a header's text no id of ours") {
  using namespace std::string_literals;
  for (const auto& said : {"* 1 FETCH (UID 5\0)\r\n"s, "* SEARCH \x1b[2J\r\n"s, "* \0 EXISTS\r\n"s}) {
    CAPTURE(said);
    const auto played = play(query_since(FolderCursor{17, 5}), saying("UID FETCH", said + "{t} OK done\r\n"));
    REQUIRE_FALSE(played.findings.has_value());
    CHECK(played.findings.error().kind == FailureKind::malformed);
  }
  for (const auto& id : {"id-1\0"s, "\x1b[2Jid-1"s, "id-1\x00\r\nX-Cutwatch-Id: id-1"s}) {
    auto query = query_since(FolderCursor{17, 5});
    query.content = MailboxQuery::Content::awaited;
    const auto played = play(
        query, saying("UID FETCH 5:5", fetched(5, "X-Cutwatch-Id: " + id + "\r\n\r\n") + "{t} OK done\r\n"));
    REQUIRE(played.findings.has_value());
    for (const auto& message : played.findings->messages) CHECK(message.fields.at(0).value != "id-1");
  }
}

TEST_CASE("a server that speaks in single bytes is understood") {
  const auto played =
      play(query_since(FolderCursor{17, 5}),
           saying("UID FETCH", fetched(5, "X-Cutwatch-Id: id-1\r\n\r\n") + "{t} OK done\r\n"), 1);
  REQUIRE(played.findings.has_value());
  REQUIRE(played.findings->messages.size() == 1);
  CHECK(played.findings->messages[0].uid == 5);
}

TEST_CASE("BYE in the middle of a FETCH: nothing of the look counts, and the reason is the server's") {
  const auto half = fetched(5, "X-Cutwatch-Id: id-1\r\n\r\n") + "* BYE [UNAVAILABLE] shutting down\r\n";
  const auto played = play(query_since(FolderCursor{17, 5}), saying("UID FETCH", half));
  REQUIRE_FALSE(played.findings.has_value());
  CHECK(played.findings.error().kind == FailureKind::protocol);
  CHECK(played.findings.error().detail == "the server said BYE [UNAVAILABLE] shutting down");
}

TEST_CASE("of 100,000 messages in a folder those are read that may be ours") {
  constexpr std::uint32_t kNext = 100'001;
  const auto first = play(query_since({}), saying("UID SEARCH", "* SEARCH 7\r\n{t} OK done\r\n", kNext));
  REQUIRE(first.findings.has_value());
  CHECK(first.findings->folders[0].cursor == FolderCursor{17, kNext});
  REQUIRE(first.sent.size() == 5);  // CAPABILITY, EXAMINE, one SEARCH, one FETCH, LOGOUT
  CHECK(first.sent[3].starts_with("UID FETCH 7,99937,99938,"));
  CHECK(first.sent[3].find(",100000 ") != std::string::npos);

  const auto next = play(query_since(FolderCursor{17, kNext - 1}), saying("-", "", kNext));
  REQUIRE(next.sent.size() == 4);
  CHECK(next.sent[2].starts_with("UID FETCH 100000:100000 "));

  const auto behind = play(query_since(FolderCursor{17, 1}), saying("-", "", kNext));
  REQUIRE(behind.findings.has_value());
  CHECK(behind.sent[2].starts_with("UID SEARCH "));
  CHECK(behind.sent.size() == 5);
}

TEST_CASE("a search that names every message is cut off in one line, and read in part over many") {
  constexpr std::uint32_t kNext = 3'001;
  std::string one = "* SEARCH", many;
  for (std::uint32_t uid = 1; uid < kNext; ++uid) {
    one += fmt::format(" {}", 100'000 + uid);
    many += fmt::format("* SEARCH {}\r\n", uid);
  }
  const auto cut = play(query_since({}), saying("UID SEARCH", one + "\r\n{t} OK done\r\n", kNext));
  REQUIRE_FALSE(cut.findings.has_value());
  CHECK(cut.findings.error().detail == "a line exceeds 16384 bytes");
  auto query = query_since({});
  query.not_before = WallTime{Seconds{60}};
  const auto read = play(query, saying("UID SEARCH", many + "{t} OK done\r\n", kNext));
  REQUIRE(read.findings.has_value());
  CHECK(read.findings->folders[0].state == State::searched);
  CHECK(read.sent.size() < 20);
  // What is beyond the part may be ours: it is searched for again, and until then nothing is missing.
  CHECK_FALSE(read.findings->folders[0].cursor.has_value());
  CHECK(read.findings->seen_until == WallTime{Seconds{60}});
}

TEST_CASE("a bounce that quotes our message is not the message, though a search finds it") {
  const auto quoting = [](const std::string& command) -> std::string {
    if (command.find("BODY.PEEK[]") != std::string::npos)
      return "* 1 FETCH (UID 5 BODY[]<0> {23}\r\nX-Cutwatch-Id: id-1\r\n\r\n)\r\n{t} OK done\r\n";
    return saying("UID FETCH", fetched(5, "Message-ID: <bounce@x>\r\n\r\n") + "{t} OK done\r\n")(command);
  };
  auto query = query_since({});
  query.markers = {{.header = "X-Cutwatch-Id", .contains = ""}};
  query.content = MailboxQuery::Content::awaited;
  const auto played = play(query, [&](const std::string& command) {
    return command.starts_with("UID SEARCH") ? "* SEARCH 5\r\n{t} OK done\r\n" : quoting(command);
  });
  REQUIRE(played.findings.has_value());
  CHECK(played.findings->messages.empty());
}
