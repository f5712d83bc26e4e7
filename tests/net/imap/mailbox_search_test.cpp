#include "net/imap/mailbox_search.hpp"

#include "tests/net/imap/scripted_mailbox.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;
using State = FolderFindings::State;

TEST_CASE("what is new since the cursor is fetched by UID range, ours is kept") {
  const auto played = play(query_for({{"INBOX", FolderCursor{17, 5}}}),
                           mailbox(17, 8, fetch_line(7, "id-2") + fetch_line(5, "id-1") + fetch_line(6, "")));
  CHECK(played.sent ==
        std::vector<std::string>{"CAPABILITY", "EXAMINE \"INBOX\"", "UID FETCH 5:7 " + kItems, "LOGOUT"});
  REQUIRE(played.findings.has_value());
  CHECK(uids_of(*played.findings) == std::vector<std::uint32_t>{5, 7});
  const FoundMessage& first = played.findings->messages[0];
  CHECK(first.fields == std::vector<HeaderField>{{"X-Cutwatch-Id", "id-1"}, {"Message-ID", "<m5@x>"}});
  CHECK(first.internal_date == WallTime{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}});
  CHECK(first.folder == "INBOX");
  CHECK(first.uid_validity == 17);
  CHECK(
      played.findings->folders ==
      std::vector<FolderFindings>{{"INBOX", State::searched, FolderCursor{17, 8}, false, false, false, {}}});
}

TEST_CASE("nothing new costs no FETCH") {
  const auto played = play(query_for({{"INBOX", FolderCursor{17, 8}}}), mailbox(17, 8, ""));
  CHECK(played.sent == std::vector<std::string>{"CAPABILITY", "EXAMINE \"INBOX\"", "LOGOUT"});
  CHECK(played.findings->folders[0].cursor == FolderCursor{17, 8});
}

TEST_CASE("a folder never seen is searched for the ids in flight, and its newest messages are read") {
  const auto played = play(query_for({{"INBOX", {}}}), mailbox(17, 8, fetch_line(3, "id-1"), " 3"));
  CHECK(played.sent ==
        std::vector<std::string>{"CAPABILITY", "EXAMINE \"INBOX\"",
                                 "UID SEARCH OR HEADER X-Cutwatch-Id \"id-1\" HEADER X-Cutwatch-Id \"id-2\"",
                                 "UID FETCH 1,2,3,4,5,6,7 " + kItems, "LOGOUT"});
  CHECK(uids_of(*played.findings) == std::vector<std::uint32_t>{3});
  CHECK(played.findings->folders[0].cursor == FolderCursor{17, 8});
  CHECK(played.findings->folders[0].is_anew);
}

TEST_CASE("a search leaves out what was filed days before the first of the ids was sent") {
  auto query = query_for({{"INBOX", {}}});
  query.not_before = WallTime{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}};
  const auto played = play(query, mailbox(17, 8, fetch_line(3, "id-1"), " 3"));
  CHECK(played.sent[2] ==
        "UID SEARCH SINCE 29-Nov-2026 OR HEADER X-Cutwatch-Id \"id-1\" HEADER X-Cutwatch-Id \"id-2\"");
}

TEST_CASE("a message that the search does not know yet is found among the newest") {
  const auto played = play(query_for({{"INBOX", {}}}), mailbox(17, 500, fetch_line(499, "id-3")));
  CHECK(uids_of(*played.findings) == std::vector<std::uint32_t>{499});
  const auto fetch =
      std::ranges::find_if(played.sent, [](const auto& sent) { return sent.starts_with("UID FETCH"); });
  REQUIRE(fetch != played.sent.end());
  CHECK(fetch->starts_with("UID FETCH 436,437,"));
  CHECK(fetch->contains(",499 "));
}

TEST_CASE("what arrives between EXAMINE and SEARCH is left to the next run, which begins before it") {
  const auto played = play(query_for({{"INBOX", std::nullopt}}, {"id-1"}), [](const std::string& command) {
    if (command.starts_with("EXAMINE")) return examine_reply(7, 10);
    if (command.starts_with("UID SEARCH")) return std::string("* SEARCH 9 10\r\n{t} OK done\r\n");
    if (command.starts_with("UID FETCH")) return fetch_line(9, "id-1") + "{t} OK done\r\n";
    return std::string("{t} OK done\r\n");
  });
  REQUIRE(played.findings.has_value());
  CHECK(std::ranges::count(played.sent, "UID FETCH 1,2,3,4,5,6,7,8,9 " + kItems) == 1);
  CHECK(played.findings->folders.at(0).cursor->uid_next == 10);
}

TEST_CASE("with nothing in flight a new folder is only noted") {
  const auto played = play(query_for({{"INBOX", {}}}, {}), mailbox(17, 8, ""));
  CHECK(played.sent == std::vector<std::string>{"CAPABILITY", "EXAMINE \"INBOX\"", "LOGOUT"});
  CHECK(played.findings->folders[0].cursor == FolderCursor{17, 8});
}

TEST_CASE("many ids are searched for in lines of a size that servers take") {
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) ids.push_back(std::string(60, 'a') + std::to_string(i));
  const auto played = play(query_for({{"INBOX", {}}}, ids), mailbox(17, 8, ""));
  CHECK(played.sent.size() == 7);  // three searches
  for (const std::string& command : played.sent) CHECK(command.size() < 1000);
}

TEST_CASE("what a search finds beyond what one run takes is left to the next, which searches again") {
  std::string hits;
  for (std::uint32_t uid = 1; uid <= 1000; ++uid) hits += fmt::format(" {}", uid);
  auto query = query_for({{"INBOX", std::nullopt}});
  query.not_before = WallTime{Seconds{60}};
  const auto all = play(query, mailbox(17, 2000, "", hits));
  CHECK(all.findings->folders[0].cursor == FolderCursor{17, 2000});
  CHECK_FALSE(all.findings->seen_until);
  const auto more = play(query, mailbox(17, 2000, "", hits + " 1001"));
  CHECK(more.findings->folders[0].state == State::searched);
  CHECK_FALSE(more.findings->folders[0].cursor);
  CHECK(more.findings->seen_until == WallTime{Seconds{60}});
}

TEST_CASE("a changed UIDVALIDITY starts anew") {
  const auto played =
      play(query_for({{"INBOX", FolderCursor{16, 5}}}), mailbox(17, 8, fetch_line(3, "id-1"), " 3"));
  CHECK(played.sent[2].starts_with("UID SEARCH"));
  CHECK(played.findings->folders[0].has_restarted);
  CHECK(played.findings->folders[0].cursor == FolderCursor{17, 8});
  CHECK(uids_of(*played.findings) == std::vector<std::uint32_t>{3});
}

TEST_CASE("a long range is read in parts, one that is too long by search") {
  const auto parts = play(query_for({{"INBOX", FolderCursor{17, 1}}}), mailbox(17, 1001, ""));
  CHECK(parts.sent.size() == 7);
  CHECK(parts.sent[2] == "UID FETCH 1:250 " + kItems);
  CHECK(parts.sent[5] == "UID FETCH 751:1000 " + kItems);
  const auto search = play(query_for({{"INBOX", FolderCursor{17, 1}}}), mailbox(17, 1002, ""));
  CHECK(search.sent[2].starts_with("UID SEARCH"));
  CHECK(search.findings->folders[0].cursor == FolderCursor{17, 1002});
}

TEST_CASE("a UIDNEXT that goes back is met by a search, the highest UID by no overflow") {
  const auto back = play(query_for({{"INBOX", FolderCursor{17, 9}}}), mailbox(17, 8, ""));
  CHECK(back.sent[2].starts_with("UID SEARCH"));
  const auto top = play(query_for({{"INBOX", FolderCursor{17, 4294967200U}}}), mailbox(17, 4294967295U, ""));
  CHECK(top.sent[2] == "UID FETCH 4294967200:4294967294 " + kItems);
  CHECK(top.sent.size() == 4);
}

TEST_CASE("what nobody asked for is passed over") {
  const auto played =
      play(query_for({{"INBOX", FolderCursor{17, 5}}}),
           mailbox(17, 8,
                   "* 4 EXPUNGE\r\n* 9 FETCH (FLAGS (\\Seen))\r\n" + fetch_line(4, "id-1") +
                       fetch_line(99, "id-1") + fetch_line(6, "id-1") + fetch_line(6, "id-2") +
                       "* SEARCH 1 2\r\n* 2 RECENT\r\n* VANISHED 3\r\n"));
  REQUIRE(played.findings.has_value());
  CHECK(uids_of(*played.findings) == std::vector<std::uint32_t>{6});
}

TEST_CASE("a missing folder is reported and the others are searched") {
  const auto inbox = mailbox(17, 8, fetch_line(5, "id-1"));
  for (const auto& [reply, state] :
       {std::pair{"{t} NO [NONEXISTENT] Mailbox doesn't exist: Junk\r\n", State::missing},
        std::pair{"{t} NO no such mailbox\r\n", State::missing},
        std::pair{"{t} NO [UNAVAILABLE] backend down\r\n", State::failed},
        std::pair{"{t} NO [NOPERM] not yours\r\n", State::failed},
        std::pair{"{t} BAD what?\r\n", State::failed},
        std::pair{"* OK [UIDVALIDITY 5] x\r\n{t} OK done\r\n", State::failed}}) {
    CAPTURE(reply);
    const auto played = play(query_for({{"Junk", {}}, {"INBOX", FolderCursor{17, 5}}}),
                             [&, text = reply](const std::string& command) {
                               return command == "EXAMINE \"Junk\"" ? text : inbox(command);
                             });
    REQUIRE(played.findings.has_value());
    CHECK(played.findings->folders[0].state == state);
    CHECK(played.findings->folders[0].failure.has_value());
    CHECK_FALSE(played.findings->folders[0].cursor.has_value());
    CHECK(uids_of(*played.findings) == std::vector<std::uint32_t>{5});
  }
}

TEST_CASE("a FETCH or SEARCH that is refused leaves the folder to the next run") {
  const auto fine = mailbox(17, 8, fetch_line(5, "id-1"), " 3");
  const auto no_fetch = play(query_for({{"INBOX", FolderCursor{17, 5}}}), [&](const std::string& command) {
    return command.starts_with("UID FETCH") ? fetch_line(5, "id-1") + "{t} NO [SERVERBUG] oops\r\n"
                                            : fine(command);
  });
  REQUIRE(no_fetch.findings.has_value());
  CHECK(no_fetch.findings->folders[0].state == State::failed);
  CHECK(no_fetch.findings->messages.empty());
  const auto no_search = play(query_for({{"INBOX", {}}}), [&](const std::string& command) {
    return command.starts_with("UID SEARCH") ? "{t} BAD what?\r\n" : fine(command);
  });
  CHECK(no_search.findings->folders[0].state == State::failed);
}

TEST_CASE("a conversation that breaks off fails as a whole") {
  struct Case {
    const char* at;
    const char* reply;
    FailureKind kind;
  };
  const auto fine = mailbox(17, 8, fetch_line(5, "id-1"));
  for (const Case& row :
       {Case{"UID FETCH", "", FailureKind::protocol},
        Case{"UID FETCH", "* 1 FETCH (UID 5 BODY[HEADER.FIELDS (X)] {100}\r\nX-Cut", FailureKind::protocol},
        Case{"UID FETCH", "* 1 FETCH (UID 5 BODY[HEADER.FIELDS (X)] {99999999999999}\r\n",
             FailureKind::malformed},
        Case{"UID FETCH", "* BYE [UNAVAILABLE] going down\r\n", FailureKind::protocol},
        Case{"EXAMINE", "* BYE out\r\n", FailureKind::protocol},
        Case{"EXAMINE", "c99 OK not yours\r\n", FailureKind::protocol},
        Case{"EXAMINE", "+ go on\r\n", FailureKind::protocol},
        Case{"CAPABILITY", "{t} NO\r\n", FailureKind::protocol},
        Case{"CAPABILITY", "\x01\r\n", FailureKind::malformed}}) {
    CAPTURE(row.reply);
    const auto played = play(query_for({{"INBOX", FolderCursor{17, 5}}}), [&](const std::string& command) {
      return command.starts_with(row.at) ? std::string(row.reply) : fine(command);
    });
    REQUIRE_FALSE(played.findings.has_value());
    CHECK(played.findings.error().kind == row.kind);
    const bool is_bye = std::string_view(row.reply).starts_with("* BYE");
    CHECK(played.findings.error().detail.starts_with("the server said BYE") == is_bye);
  }
}

TEST_CASE("a folder that sends without end is cut off") {
  std::string flood;
  while (flood.size() < 5 * 1024 * 1024) flood += "* 1 FETCH (FLAGS (\\Seen))\r\n";
  CHECK_FALSE(play(query_for({{"INBOX", FolderCursor{17, 5}}}), mailbox(17, 8, flood)).findings.has_value());
}

TEST_CASE("how LOGOUT goes does not matter") {
  const auto fine = mailbox(17, 8, fetch_line(5, "id-1"));
  for (const char* reply : {"", "* BYE out\r\n", "\x01garbage\r\n", "{t} BAD what?\r\n"}) {
    const auto played = play(query_for({{"INBOX", FolderCursor{17, 5}}}), [&](const std::string& command) {
      return command == "LOGOUT" ? std::string(reply) : fine(command);
    });
    REQUIRE(played.findings.has_value());
    CHECK(uids_of(*played.findings) == std::vector<std::uint32_t>{5});
  }
}

TEST_CASE("what cannot be asked is refused before a byte is sent") {
  auto bad_folder = query_for({{"IN\r\nBOX", {}}});
  bad_folder.folders[0].name = "a\xff";
  auto bad_id = query_for({{"INBOX", {}}}, {"id\r\nc9 DELETE INBOX"});
  auto bad_header = query_for({{"INBOX", {}}});
  bad_header.other_headers = {"X) BODY[]"};
  for (const MailboxQuery& query : {bad_folder, bad_id, bad_header}) {
    const auto played = play(query, mailbox(17, 8, ""));
    CHECK(played.sent.empty());
    REQUIRE_FALSE(played.findings.has_value());
    CHECK(played.findings.error().kind == FailureKind::malformed);
  }
  // A line end in a folder's name is one of the characters that UTF-7 spells out.
  CHECK(play(query_for({{"IN\r\nBOX", {}}}), mailbox(17, 8, "")).sent[1] == "EXAMINE \"IN&AA0ACg-BOX\"");
}

TEST_CASE("markers decide what is ours") {
  auto query = query_for({{"INBOX", FolderCursor{17, 5}}});
  query.markers = {{"Content-Type", "MULTIPART/report"}};
  const std::string block = "content-type: multipart/report; boundary=x\r\n\r\n";
  const auto played =
      play(query, mailbox(17, 8,
                          fetch_line(5, "id-1") +
                              fmt::format("* 1 FETCH (UID 6 BODY[HEADER.FIELDS (X)]<0> {{{}}}\r\n{})\r\n",
                                          block.size(), block)));
  CHECK(played.sent[2] ==
        "UID FETCH 5:7 (UID INTERNALDATE BODY.PEEK[HEADER.FIELDS (X-Cutwatch-Id Content-Type "
        "Message-ID)]<0.2048>)");
  CHECK(uids_of(*played.findings) == std::vector<std::uint32_t>{6});
}
