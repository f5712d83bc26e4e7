#include "net/maildir/maildir_search.hpp"

#include "tests/support/maildir_on_disk.hpp"
#include "tests/support/sim.hpp"

#include <asio/post.hpp>
#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <set>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

using State = FolderFindings::State;

const WallTime kNow = std::chrono::sys_days{std::chrono::year{2026} / 12 / 1} + std::chrono::hours{20};

std::string message(const std::string& id) {
  return "Received: from a\n\tby b\nx-cutwatch-id: " + id + "\nSubject: probe\n\nbody of " + id + "\n";
}

struct Bench {
  Sim sim;
  MaildirOnDisk maildir;
  MailboxQuery query;

  Bench() {
    query.folders = {{.name = "INBOX", .since = {}}};
    query.content = MailboxQuery::Content::awaited;
  }
  MailboxFindings look(WallTime now = kNow) {
    return sim.run(search_maildir(maildir.path(), query, now)).value().value();
  }
  /// The next look begins where this one ended.
  MailboxFindings look_and_go_on(WallTime now = kNow) {
    auto findings = look(now);
    query.folders[0].since = findings.folders[0].cursor;
    return findings;
  }
};

std::vector<std::string> ids(const MailboxFindings& findings) {
  std::vector<std::string> out;
  for (const auto& each : findings.messages) out.push_back(each.fields.at(0).value);
  std::ranges::sort(out);
  return out;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("messages are found in new and cur, with what the query asks of them") {
  Bench bench;
  bench.query.ids = {"m1"};
  bench.maildir.put("new/1.M1.host", message("m1"), kNow - Seconds{5} + Millis{700});
  bench.maildir.put("cur/2.M1.host:2,S", message("m2"), kNow - Seconds{4});
  bench.maildir.put("cur/3.M1.host:2,", "Subject: a letter\n\nX-Cutwatch-Id: m3\n", kNow - Seconds{3});
  bench.maildir.put("new/.hidden", message("m4"), kNow - Seconds{3});
  const auto findings = bench.look();
  REQUIRE(ids(findings) == Ids{"m1", "m2"});
  const auto& first = findings.messages[0];
  CHECK(first.folder == "INBOX");
  CHECK(first.internal_date == kNow - Seconds{5});
  CHECK(first.fields.size() == 1);
  CHECK(first.content ==
        "Received: from a\r\n\tby b\r\nx-cutwatch-id: m1\r\nSubject: probe\r\n\r\nbody of m1\r\n");
  CHECK_FALSE(first.is_anew);
  CHECK(findings.folders[0].state == State::searched);
  CHECK(findings.folders[0].is_anew);
  CHECK_FALSE(findings.seen_until);
  CHECK(std::filesystem::exists(bench.maildir.path("new/1.M1.host")));
}

TEST_CASE("a second look meets what came since, and says of the rest that it was met") {
  Bench bench;
  bench.maildir.put("new/1.a", message("m1"), kNow - Seconds{5});
  bench.look_and_go_on();
  bench.maildir.put("new/1.b", message("m2"), kNow + Seconds{3});
  bench.maildir.move("new/1.a", "cur/1.a:2,S");
  const auto findings = bench.look_and_go_on(kNow + Seconds{10});
  REQUIRE(ids(findings) == Ids{"m1", "m2"});
  CHECK(findings.messages[0].is_anew);
  CHECK_FALSE(findings.messages[1].is_anew);
  CHECK_FALSE(findings.folders[0].is_anew);
  CHECK(ids(bench.look_and_go_on(kNow + std::chrono::minutes{15})) == Ids{"m1", "m2"});
  CHECK(ids(bench.look(kNow + std::chrono::minutes{16})).empty());
}

TEST_CASE("messages that are moved to cur while they are read are found there, each once") {
  Bench bench;
  for (int i = 0; i < 40; ++i)
    bench.maildir.put(fmt::format("new/1.{:02}", i), message(fmt::format("m{:02}", i)), kNow);
  // The look gives way after 32 messages: then they are moved.
  asio::post(bench.sim.io, [&] {
    asio::post(bench.sim.io, [&] {
      for (int i = 0; i < 40; ++i)
        bench.maildir.move(fmt::format("new/1.{:02}", i), fmt::format("cur/1.{:02}:2,S", i));
    });
  });
  const auto findings = bench.look();
  REQUIRE(std::filesystem::is_empty(bench.maildir.path("new")));
  CHECK(findings.folders[0].state == State::searched);
  const auto found = ids(findings);
  CHECK(found.size() == 40);
  CHECK(std::ranges::adjacent_find(found) == found.end());
}

TEST_CASE("a message that comes into sight after it was written is met all the same") {
  Bench bench;
  bench.look_and_go_on();
  bench.maildir.put("new/1.a", message("m1"), kNow - std::chrono::minutes{9});
  bench.maildir.put("new/1.b", message("m2"), kNow - std::chrono::minutes{30});
  CHECK(ids(bench.look(kNow + Seconds{10})) == Ids{"m1"});
  bench.query.not_before = kNow - std::chrono::minutes{40};
  CHECK(ids(bench.look(kNow + Seconds{10})) == Ids{"m1", "m2"});
}

TEST_CASE("what is written in the second that has begun is seen at once; a clock ahead is waited for") {
  Bench bench;
  bench.maildir.put("new/1.a", message("m1"), kNow + Millis{400});
  bench.maildir.put("new/1.b", message("m2"), kNow + Seconds{2});
  CHECK(ids(bench.look_and_go_on(kNow + Millis{500})) == Ids{"m1"});
  const auto later = bench.look(kNow + Seconds{4});
  REQUIRE(ids(later) == Ids{"m1", "m2"});
  CHECK(later.messages[0].is_anew);
  CHECK_FALSE(later.messages[1].is_anew);
}

TEST_CASE("old messages are left alone: by the time they were written, or by their names") {
  Bench bench;
  bench.query.not_before = kNow - std::chrono::minutes{10};
  bench.maildir.put("new/1.old", message("m1"), kNow - std::chrono::minutes{11});
  bench.maildir.put("cur/1600000000.M1.host:2,S", message("m2"), kNow);
  bench.maildir.put(fmt::format("cur/{}.M1.host:2,S", kNow.time_since_epoch().count() / 1000), message("m3"),
                    kNow);
  CHECK(ids(bench.look()) == Ids{"m3"});
}

TEST_CASE("neither links nor pipes are followed, and a message that may not be read fails the look") {
  Bench bench;
  bench.maildir.put("1.real", message("m1"), kNow);
  std::filesystem::create_symlink(bench.maildir.path("1.real"), bench.maildir.path("new/1.link"));
  REQUIRE(::mkfifo(bench.maildir.path("new/1.pipe").c_str(), 0600) == 0);
  std::filesystem::create_directory(bench.maildir.path("new/1.folder"));
  CHECK(bench.look().folders[0].state == State::searched);
  CHECK(ids(bench.look()).empty());
  bench.maildir.make(".Elsewhere");
  std::filesystem::create_directory_symlink(bench.maildir.path(".Elsewhere"), bench.maildir.path(".Junk"));
  bench.query.folders = {{.name = "Junk", .since = {}}};
  const auto linked = bench.look();
  CHECK(linked.folders[0].state == State::failed);
  CHECK(linked.folders[0].failure->kind == FailureKind::refused);
}

TEST_CASE("names of files may be anything") {
  Bench bench;
  bench.maildir.put("new/\xff\x1b[2J:2,\n", message("m1"), kNow);
  bench.maildir.put("cur/" + std::string(250, 'x'), message("m2"), kNow);
  bench.maildir.put("cur/:2,S", message("m3"), kNow);
  CHECK(ids(bench.look()) == Ids{"m1", "m2", "m3"});
}

TEST_CASE("a folder that is not there is missing, and a maildir that is not there fails") {
  Bench bench;
  bench.maildir.make(".Junk");
  bench.maildir.put(".Junk/new/1.a", message("m1"), kNow);
  bench.query.folders = {
      {.name = "INBOX", .since = {}}, {.name = "Spam", .since = {}}, {.name = "Junk", .since = {}}};
  const auto findings = bench.look();
  REQUIRE(findings.folders.size() == 3);
  CHECK(findings.folders[1].state == State::missing);
  CHECK(findings.folders[1].failure);
  REQUIRE(ids(findings) == Ids{"m1"});
  CHECK(findings.messages[0].folder == "Junk");
  std::filesystem::remove_all(bench.maildir.path());
  const auto gone = bench.look();
  CHECK(gone.folders[0].state == State::failed);
  CHECK(gone.folders[0].failure->kind == FailureKind::refused);
  CHECK_FALSE(gone.folders[0].cursor);
}

TEST_CASE("names that lead elsewhere fail before anything is opened") {
  Bench bench;
  bench.query.folders = {{.name = ".", .since = {}}};
  CHECK(bench.look().folders[0].failure->kind == FailureKind::malformed);
}

TEST_CASE("a folder that was made anew, and a clock that was set back, begin anew") {
  Bench bench;
  bench.maildir.put("new/1.a", message("m1"), kNow);
  bench.look_and_go_on();
  const auto cursor = bench.query.folders[0].since.value();
  bench.query.folders[0].since =
      FolderCursor{.uid_validity = cursor.uid_validity ^ 2U, .uid_next = cursor.uid_next};
  CHECK(bench.look(kNow + Seconds{5}).folders[0].has_restarted);
  bench.query.folders[0].since = cursor;
  CHECK_FALSE(bench.look(kNow + Seconds{5}).folders[0].has_restarted);
  const auto set_back = bench.look(kNow - std::chrono::hours{1});
  CHECK(set_back.folders[0].has_restarted);
  CHECK(set_back.folders[0].is_anew);
}

TEST_CASE("of more bounces than one look takes the oldest are read, and the next look goes on there") {
  Bench bench;
  bench.look_and_go_on();
  bench.query.content = MailboxQuery::Content::message;
  for (int i = 0; i < 40; ++i)
    bench.maildir.put(fmt::format("new/1.{:02}", i), message(fmt::format("m{:02}", i)),
                      kNow + Seconds{1 + i});
  const auto first = bench.look_and_go_on(kNow + Seconds{60});
  CHECK(ids(first).size() == 32);
  CHECK(ids(first).back() == "m31");
  CHECK(first.seen_until == kNow + Seconds{33});
  CHECK_FALSE(first.folders[0].has_gap);
  const auto second = bench.look_and_go_on(kNow + Seconds{60});
  CHECK_FALSE(second.seen_until);
  CHECK(std::ranges::count(second.messages, false, &FoundMessage::is_anew) == 7);
  std::set<std::string> all;
  for (const auto& id : ids(first)) all.insert(id);
  for (const auto& id : ids(second)) all.insert(id);
  CHECK(all.size() == 40);
}

TEST_CASE("a mailbox of senders that nobody looked into before is read from the newest 32 on") {
  Bench bench;
  bench.query.content = MailboxQuery::Content::message;
  for (int i = 0; i < 40; ++i)
    bench.maildir.put(fmt::format("new/1.{:02}", i), message(fmt::format("m{:02}", i)),
                      kNow - Seconds{100 - i});
  const auto findings = bench.look();
  REQUIRE(ids(findings).size() == 32);
  CHECK(ids(findings).front() == "m08");
  CHECK(findings.folders[0].is_anew);
  CHECK(findings.folders[0].has_gap);
  CHECK_FALSE(findings.seen_until);
}

TEST_CASE("a look says how far it came where more arrived than it reads") {
  Bench bench;
  bench.query.not_before = kNow - std::chrono::hours{1};
  for (int i = 0; i < 2010; ++i)
    bench.maildir.put(fmt::format("new/1.{:04}", i), message(fmt::format("m{:04}", i)),
                      kNow - Seconds{2500 - i});
  const auto first = bench.look_and_go_on();
  CHECK(first.messages.size() == 2000);
  CHECK(first.seen_until == kNow - Seconds{500});
  CHECK(ids(bench.look()).back() == "m2009");
}

TEST_CASE("of a message that is too long the beginning is read") {
  Bench bench;
  bench.query.ids = {"m1"};
  bench.maildir.put("new/1.a", message("m1") + std::string(200'000, 'x'), kNow);
  bench.maildir.put("new/1.b", std::string(200'000, 'x'), kNow);
  bench.maildir.put("new/1.c", "X-Long: " + std::string(40'000, 'x') + "\n" + message("m2"), kNow);
  const auto findings = bench.look();
  REQUIRE(ids(findings) == Ids{"m1"});
  CHECK(findings.messages[0].content.size() == kMaxContent);
}
