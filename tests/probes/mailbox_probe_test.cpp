#include "tests/probes/mailbox_bench.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

// Which messages the mailbox probe finds, and when it looks.
using namespace cutwatch;
using namespace cutwatch::test;

namespace {

mail::LedgerEntry lost(const std::string& id) {
  mail::LedgerEntry entry{.id = id, .probe = "main", .path = "old", .mailbox = "inbox"};
  entry.result = mail::MessageResult::lost;
  entry.ended = kStart;
  return entry;
}

}  // namespace

TEST_CASE("messages in flight are found by id and token, and where they lie") {
  MailboxBench bench;
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}};
  bench.server.folders["Junk"] = {{4, "m2", "token-of-m2"}};
  const auto read = bench.look();
  CHECK(read.mailbox == "inbox");
  CHECK(read.at == kStart);
  REQUIRE(read.content);
  REQUIRE(read.content->found.size() == 2);
  CHECK(read.content->found.at("m1").sighting.folder == "INBOX");
  CHECK_FALSE(read.content->found.at("m1").sighting.is_junk);
  CHECK(read.content->found.at("m2").sighting.is_junk);
  CHECK(read.content->positions.at("INBOX") == FolderPosition{7, 100});
}

TEST_CASE("a message without the right token is not ours") {
  MailboxBench bench;
  bench.server.folders["INBOX"] = {
      {3, "m1", ""}, {4, "m1", "token-of-m2"}, {5, "", "token-of-"}, {6, "m2", "token-of-m2 "}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK_FALSE(read.content->found.contains("m1"));
}

TEST_CASE("copies are counted over all folders") {
  MailboxBench bench;
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}, {4, "m1", "token-of-m1"}};
  bench.server.folders["Junk"] = {{9, "m1", "token-of-m1"}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(read.content->found.at("m1").copies == 3);
  CHECK(read.content->found.at("m1").sighting.folder == "INBOX");
}

TEST_CASE("a folder that cannot be read makes the whole look a failure") {
  MailboxBench bench;
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}};
  bench.server.failing = "Junk";
  CHECK_FALSE(bench.look().content);
}

TEST_CASE("a folder that the mailbox does not have holds nothing, unless it has none of them") {
  MailboxBench bench;
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"}};
  bench.server.folders.erase("Junk");
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(read.content->found.contains("m1"));
  CHECK_FALSE(read.content->positions.contains("Junk"));
  bench.server.folders.clear();
  CHECK_FALSE(bench.look().content);
}

TEST_CASE("a mailbox that cannot be opened is an observation") {
  MailboxBench bench;
  bench.mail.failures["192.0.2.10"] = {FailureKind::auth, "no"};
  const auto read = bench.look();
  REQUIRE_FALSE(read.content);
  CHECK(read.content.error().kind == FailureKind::auth);
}

TEST_CASE("a message that is found and not in flight is looked up in the ledger") {
  MailboxBench bench;
  bench.server.folders["INBOX"] = {{3, "m1", "token-of-m1"},
                                   {4, "gone", "token-of-gone"},
                                   {5, "theirs", "token-of-theirs"},
                                   {6, "forged", "token-of-m1"}};
  bench.journal.remembered = {lost("gone")};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(bench.journal.events == std::vector<std::string>{"recall gone", "recall theirs"});
  REQUIRE(read.content->recalled.size() == 1);
  CHECK(read.content->recalled.at("gone").path == "old");
}

TEST_CASE("a look that begins anew counts no message again that an earlier one has met") {
  MailboxBench bench;
  bench.server.folders["INBOX"] = {{4, "met", "token-of-met"}, {5, "lost", "token-of-lost"}};
  auto met = lost("met");
  met.sighting = mail::Sighting{.at = kStart, .folder = "INBOX"};
  bench.journal.remembered = {met, lost("lost")};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK_FALSE(read.content->found.contains("met"));
  CHECK_FALSE(read.content->recalled.contains("met"));
  CHECK(read.content->found.contains("lost"));
  CHECK(read.content->recalled.contains("lost"));
}

TEST_CASE("a message that was sent while the first look began is found by it") {
  MailboxBench bench;
  bench.server.folders["INBOX"] = {{5, "later", "token-of-later"}};
  const auto read = bench.look();
  REQUIRE(read.content);
  CHECK(read.content->found.contains("later"));
}

TEST_CASE("a look whose finds cannot be looked up has failed, so that they are found again") {
  MailboxBench bench;
  bench.server.folders["INBOX"] = {{4, "gone", "token-of-gone"}};
  bench.journal.recall_failure = Failure{FailureKind::storage, "disk"};
  const auto read = bench.look();
  REQUIRE_FALSE(read.content);
  CHECK(read.content.error().kind == FailureKind::storage);
}

TEST_CASE("a look says how often there is one, and when it was over") {
  MailboxBench bench;
  const auto read = bench.look();
  CHECK(read.pace == Seconds{15});
  CHECK(read.ended == kStart);
}

TEST_CASE("while nothing is in flight to a mailbox nobody looks into it") {
  MailboxBench bench;
  bench.know({recorded(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::refused)});
  CHECK(bench.run("mailbox/").empty());
  CHECK(bench.mail.dialled.empty());
}

TEST_CASE("a look goes on where the last one ended") {
  MailboxBench bench;
  MailboxRead before{.domain = kDomain,
                     .mailbox = "inbox",
                     .at = at(0),
                     .ended = at(0),
                     .pace = kLookPace,
                     .content = MailboxRead::Content{.found = {}, .positions = {{"INBOX", {7, 50}}}}};
  bench.know({recorded(0, "m1"), before});
  bench.look();
  CHECK(bench.mail.sent.contains("UID FETCH 50:99 "));
}

TEST_CASE("a mailbox is looked into three times as often as mail is sent to it, within bounds") {
  MailboxBench bench;
  CHECK(bench.probe("mailbox/").interval == Seconds{15});
  bench.plan.round_trips[0].interval = Seconds{30};
  CHECK(bench.probe("mailbox/").interval == Seconds{10});
  bench.plan.round_trips[0].interval = Seconds{1};
  CHECK(bench.probe("mailbox/").interval == Seconds{1});
}
