#include "tests/net/imap/scripted_mailbox.hpp"
#include "tests/support/imap_command.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;
using State = FolderFindings::State;

namespace {

/// Every message's content is "content of UID".
Server with_contents(std::uint32_t next, std::string fetch, std::string hits = "") {
  return [inner = mailbox(17, next, std::move(fetch), std::move(hits))](const std::string& command) {
    if (command.find("BODY.PEEK[]") == std::string::npos) return inner(command);
    std::string replies;
    for (const auto uid : uids_named(command)) {
      const auto text = fmt::format("content of {}", uid);
      replies += fmt::format("* 1 FETCH (UID {} BODY[]<0> {{{}}}\r\n{})\r\n", uid, text.size(), text);
    }
    return replies + "{t} OK done\r\n";
  };
}

}  // namespace

TEST_CASE("the messages themselves, where they are wanted") {
  auto query = query_for({{"INBOX", FolderCursor{17, 5}}});
  query.content = MailboxQuery::Content::message;
  const auto played =
      play(query, with_contents(8, fetch_line(6, "id-1") + fetch_line(5, "") + fetch_line(7, "id-2")));
  CHECK(played.sent[3] == "UID FETCH 6,7 (UID BODY.PEEK[]<0.65536>)");
  REQUIRE(played.findings.has_value());
  REQUIRE(played.findings->messages.size() == 2);
  CHECK(played.findings->messages[0].content == "content of 6");
  CHECK(played.findings->messages[1].content == "content of 7");
}

TEST_CASE("the messages that are asked for by id come first, then the newest others") {
  auto query = query_for({{"INBOX", FolderCursor{17, 5}}});
  query.content = MailboxQuery::Content::awaited;
  const auto played =
      play(query, with_contents(8, fetch_line(5, "ended") + fetch_line(6, "id-1") + fetch_line(7, "ended")));
  CHECK(played.sent[3] == "UID FETCH 6,7,5 (UID BODY.PEEK[]<0.65536>)");
  REQUIRE(played.findings->messages.size() == 3);
  for (const auto& message : played.findings->messages)
    CHECK(message.content == "content of " + std::to_string(message.uid));
}

TEST_CASE("of more awaited messages than are read, all are found and the cursor passes them") {
  std::string many = fetch_line(5, "id-1");
  for (std::uint32_t uid = 6; uid < 45; ++uid) many += fetch_line(uid, "ended");
  auto query = query_for({{"INBOX", FolderCursor{17, 5}}});
  query.content = MailboxQuery::Content::awaited;
  const auto played = play(query, with_contents(45, many));
  REQUIRE(played.findings->messages.size() == 40);
  CHECK(played.findings->messages[0].content == "content of 5");
  CHECK(played.findings->messages[8].content.empty());
  CHECK(played.findings->messages[9].content == "content of 14");
  CHECK(played.findings->folders[0].cursor == FolderCursor{17, 45});
}

TEST_CASE("messages are fetched eight at a time, and what the server has no more is left out") {
  std::string many;
  for (std::uint32_t uid = 5; uid < 15; ++uid) many += fetch_line(uid, "id-1");
  auto query = query_for({{"INBOX", FolderCursor{17, 5}}});
  query.content = MailboxQuery::Content::message;
  const auto played = play(query, [inner = with_contents(15, many)](const std::string& command) {
    const bool is_first = command.starts_with("UID FETCH 5,");
    return inner(is_first ? "UID FETCH 5,7,8,9,10,11,12 (UID BODY.PEEK[]<0.65536>)" : command);
  });
  CHECK(played.sent[3] == "UID FETCH 5,6,7,8,9,10,11,12 (UID BODY.PEEK[]<0.65536>)");
  CHECK(played.sent[4] == "UID FETCH 13,14 (UID BODY.PEEK[]<0.65536>)");
  REQUIRE(played.findings->messages.size() == 10);
  CHECK(played.findings->messages[0].content == "content of 5");
  CHECK(played.findings->messages[1].content.empty());
  CHECK(played.findings->messages[9].content == "content of 14");
}

TEST_CASE("more messages than one run takes: the cursor stays before the rest") {
  std::string many;
  for (std::uint32_t uid = 5; uid < 45; ++uid) many += fetch_line(uid, "id-1");
  auto query = query_for({{"INBOX", FolderCursor{17, 5}}});
  query.content = MailboxQuery::Content::message;
  const auto by_range = play(query, with_contents(45, many));
  CHECK(by_range.findings->messages.size() == 32);
  CHECK(by_range.findings->folders[0].cursor == FolderCursor{17, 37});
  CHECK(by_range.findings->seen_until == WallTime{});
  CHECK_FALSE(by_range.findings->folders[0].has_gap);
  query.folders[0].since = FolderCursor{17, 37};
  CHECK_FALSE(play(query, with_contents(45, many)).findings->seen_until);
  query.folders[0].since.reset();
  std::string hits;
  for (int uid = 5; uid < 45; ++uid) hits += " " + std::to_string(uid);
  const auto by_search = play(query, with_contents(45, many, hits));
  CHECK(by_search.findings->messages.size() == 32);
  CHECK(by_search.findings->folders[0].state == State::searched);
  CHECK_FALSE(by_search.findings->folders[0].cursor.has_value());
}

TEST_CASE("who wants all messages and asks for none by id begins with the newest that one run takes") {
  auto query = query_for({{"INBOX", std::nullopt}}, {});
  query.content = MailboxQuery::Content::message;
  std::string many;
  for (std::uint32_t uid = 5; uid < 45; ++uid) many += fetch_line(uid, "id-1");
  const auto played = play(query, with_contents(45, many));
  REQUIRE(played.findings->messages.size() == 32);
  CHECK(played.findings->messages[0].uid == 13);
  CHECK(played.findings->folders[0].cursor == FolderCursor{17, 45});
  CHECK(played.findings->folders[0].is_anew);
  CHECK(played.findings->folders[0].has_gap);
  CHECK_FALSE(played.findings->seen_until);
  CHECK(play(query, with_contents(34, many)).findings->folders[0].has_gap);
  CHECK_FALSE(play(query, with_contents(33, many)).findings->folders[0].has_gap);
}
