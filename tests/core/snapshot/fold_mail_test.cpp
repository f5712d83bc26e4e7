#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace cutwatch;
using namespace cutwatch::test;
using mail::MessageResult;
using enum mail::SmtpDisposition;

namespace {

std::uint64_t ended(const PathTotals& totals) {
  std::uint64_t sum = 0;
  for (const auto& [result, count] : totals.results) sum += count;
  return sum;
}

}  // namespace

TEST_CASE("a message is in flight from its record to its end, and ends once") {
  auto snapshot = folded({recorded(0, "m1"), departing("m1")});
  CHECK(mail_of(snapshot).in_flight.at("m1").disposition == unknown);
  CHECK_FALSE(mail_of(snapshot).in_flight.at("m1").is_to_be_retried());
  snapshot = folded({attempted(1, "m1", accepted)}, snapshot);
  CHECK(mail_of(snapshot).in_flight.size() == 1);
  snapshot = folded({mailbox_shows(6, {{"m1"}})}, snapshot);
  CHECK(mail_of(snapshot).in_flight.empty());
  CHECK(count_of(totals_of(snapshot), MessageResult::delivered) == 1);
  CHECK(totals_of(snapshot).last_result == MessageResult::delivered);
  CHECK(totals_of(snapshot).latency.sum() == doctest::Approx(5));
  CHECK(mail_of(snapshot).ended.back()->ended == at(6));
}

TEST_CASE("how messages end is counted by path") {
  struct Row {
    const char* what;
    std::vector<Observation> story;
    std::optional<MessageResult> result;
  };
  const Row rows[] = {
      {"refused", {attempted(1, "m", refused)}, MessageResult::refused},
      {"junk", {attempted(1, "m", accepted), mailbox_shows(9, {{"m", 1, true}})}, MessageResult::junk},
      {"late", {attempted(1, "m", accepted), mailbox_shows(300, {{"m"}})}, MessageResult::late},
      {"lost", {attempted(1, "m", accepted), mailbox_shows(902, {})}, MessageResult::lost},
      {"another mailbox's look proves no loss",
       {attempted(1, "m", accepted), mailbox_shows(902, {}, "other")},
       std::nullopt},
      {"a failed look proves no loss",
       {attempted(1, "m", accepted), MailboxRead{.domain = kDomain,
                                                 .mailbox = "inbox",
                                                 .at = at(901),
                                                 .ended = at(901),
                                                 .pace = kLookPace,
                                                 .content = fail(FailureKind::auth)}},
       std::nullopt},
      {"unknown stays in flight", {attempted(1, "m", unknown), mailbox_shows(300, {})}, std::nullopt},
      {"unknown and found",
       {attempted(1, "m", unknown), mailbox_shows(9, {{"m"}})},
       MessageResult::delivered},
      {"deferred stays in flight", {attempted(1, "m", deferred), mailbox_shows(300, {})}, std::nullopt},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    auto story = row.story;
    story.insert(story.begin(), {recorded(0, "m"), recorded(0, "other", "old"), departing("m")});
    const auto snapshot = folded(story);
    CHECK(ended(totals_of(snapshot)) == (row.result ? 1U : 0U));
    if (row.result) CHECK(count_of(totals_of(snapshot), *row.result) == 1);
    CHECK(mail_of(snapshot).in_flight.contains("m") == !row.result.has_value());
  }
}

TEST_CASE("a deferred message counts its deferrals and is delivered once") {
  const auto snapshot = folded({recorded(0, "m1"), departing("m1"), attempted(1, "m1", deferred),
                                departing("m1"), attempted(60, "m1", deferred), departing("m1"),
                                attempted(90, "m1", accepted), mailbox_shows(95, {{"m1"}})});
  CHECK(totals_of(snapshot).deferrals == 2);
  CHECK(ended(totals_of(snapshot)) == 1);
  CHECK(mail_of(snapshot).ended.back()->attempts == 3);
  CHECK(totals_of(snapshot).latency.sum() == doctest::Approx(5));
  CHECK(mail_of(snapshot).phases.at("new").at(mail::SmtpPhase::connect).count() == 3);
}

TEST_CASE("copies beyond the first are duplicates, in one look or in several") {
  auto snapshot = folded({recorded(0, "m1"), attempted(1, "m1", accepted), mailbox_shows(5, {{"m1", 3}})});
  CHECK(totals_of(snapshot).duplicates == 2);
  snapshot = folded({mailbox_shows(10, {{"m1", 2}})}, snapshot);
  CHECK(totals_of(snapshot).duplicates == 4);
  CHECK(ended(totals_of(snapshot)) == 1);
  CHECK(mail_of(snapshot).ended.back()->copies == 5);
}

TEST_CASE("a message found after it was called lost is counted apart and stays lost") {
  auto snapshot = folded({recorded(0, "m1"), attempted(1, "m1", accepted), mailbox_shows(902, {}),
                          mailbox_shows(2000, {{"m1", 2}})});
  CHECK(totals_of(snapshot).found_after_lost == 1);
  CHECK(totals_of(snapshot).duplicates == 1);
  CHECK(count_of(totals_of(snapshot), MessageResult::lost) == 1);
  CHECK(ended(totals_of(snapshot)) == 1);
  CHECK(totals_of(snapshot).latency.count() == 0);
  snapshot = folded({mailbox_shows(2100, {{"m1"}})}, snapshot);
  CHECK(totals_of(snapshot).found_after_lost == 1);
  CHECK(totals_of(snapshot).duplicates == 2);
}

TEST_CASE("a message that reaches the mailbox before its attempt is over still has its attempt") {
  const auto snapshot = folded(
      {recorded(0, "m1"), departing("m1"), mailbox_shows(1, {{"m1"}}), attempted(1.5, "m1", accepted)});
  CHECK(ended(totals_of(snapshot)) == 1);
  CHECK(mail_of(snapshot).ended.back()->attempts == 1);
  CHECK(mail_of(snapshot).ended.back()->accepted == at(1.5));
  CHECK(totals_of(snapshot).latency.count() == 0);
  CHECK(mail_of(snapshot).phases.at("new").at(mail::SmtpPhase::connect).count() == 1);
}

TEST_CASE("ids that nobody recorded change nothing") {
  const auto snapshot = folded({recorded(0, "m1"), attempted(1, "foreign", refused),
                                mailbox_shows(2, {{"foreign", 9}}), departing("foreign")});
  CHECK(mail_of(snapshot).in_flight.size() == 1);
  CHECK(mail_of(snapshot).ended.empty());
  CHECK(totals_of(snapshot).duplicates == 0);
}

TEST_CASE("the ended messages that are kept are bounded, the totals are not") {
  Snapshot snapshot;
  for (int i = 0; i < 600; ++i) {
    const auto id = std::to_string(i);
    snapshot = folded({recorded(i, id), attempted(i, id, refused)}, std::move(snapshot));
  }
  CHECK(mail_of(snapshot).ended.size() == kMaxEnded);
  CHECK(mail_of(snapshot).ended.back()->id == "599");
  CHECK(count_of(totals_of(snapshot), MessageResult::refused) == 600);
  CHECK(find_message(mail_of(snapshot), "599") != nullptr);
  CHECK(find_message(mail_of(snapshot), "0") == nullptr);
}

TEST_CASE("the last messages of a slow path are kept, however many others end") {
  Snapshot snapshot;
  for (int i = 0; i < 20; ++i) {
    const auto id = "slow" + std::to_string(i);
    snapshot = folded({recorded(i, id, "old"), attempted(i, id, refused)}, std::move(snapshot));
  }
  for (int i = 100; i < 1500; ++i) {
    const auto id = std::to_string(i);
    snapshot = folded({recorded(i, id), attempted(i, id, refused)}, std::move(snapshot));
  }
  CHECK(mail_of(snapshot).ended.size() == kMaxEnded);
  CHECK(find_message(mail_of(snapshot), "slow11") == nullptr);
  for (const auto* id : {"slow12", "slow19", "1499"}) CHECK(find_message(mail_of(snapshot), id) != nullptr);
}

TEST_CASE("a message that the snapshot has forgotten is known by what the ledger recalls") {
  struct Row {
    const char* what;
    std::vector<Observation> story;
    std::uint32_t copies;
    std::uint64_t duplicates;
    std::uint64_t found_after_lost;
  };
  const Row rows[] = {
      {"a second copy", {attempted(1, "old one", accepted), mailbox_shows(5, {{"old one"}})}, 2, 2, 0},
      {"found after it was lost", {attempted(1, "old one", accepted), mailbox_shows(902, {})}, 1, 0, 1},
      {"refused, and found all the same", {attempted(1, "old one", refused)}, 1, 0, 0},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    auto snapshot = folded({recorded(0, "old one")});
    snapshot = folded(row.story, snapshot);
    const auto kept = *find_message(mail_of(snapshot), "old one");
    for (std::size_t i = 0; i < kMaxEnded + kKeptOfEach; ++i) {
      const auto id = std::to_string(i);
      snapshot = folded({recorded(1000, id, i < kKeptOfEach ? "new" : "old"), attempted(1000, id, refused)},
                        snapshot);
    }
    REQUIRE(find_message(mail_of(snapshot), "old one") == nullptr);
    const auto before = totals_of(snapshot);

    auto look = mailbox_shows(2000, {{"old one", row.copies}});
    std::get<MailboxRead>(look).content->recalled["old one"] = kept;
    snapshot = folded({look}, snapshot);
    CHECK(totals_of(snapshot).duplicates == row.duplicates);
    CHECK(totals_of(snapshot).found_after_lost == row.found_after_lost);
    CHECK(totals_of(snapshot).results == before.results);
    CHECK(totals_of(snapshot).last_result == before.last_result);
    CHECK(totals_of(snapshot).latency.counts() == before.latency.counts());
    CHECK(mail_of(snapshot).ended.size() == kMaxEnded);
    REQUIRE(find_message(mail_of(snapshot), "old one") != nullptr);
    CHECK(find_message(mail_of(snapshot), "old one")->copies == kept.copies + row.copies);
    // Two mailboxes may show it at once, each with the same old entry.
    snapshot = folded({look}, snapshot);
    CHECK(find_message(mail_of(snapshot), "old one")->copies == kept.copies + 2 * row.copies);
  }
}

TEST_CASE("what the snapshot knows of a message goes before what the ledger recalls") {
  auto look = mailbox_shows(5, {{"m"}});
  std::get<MailboxRead>(look).content->recalled["m"] = {.id = "m", .probe = "other", .path = "old"};
  const auto snapshot = folded({recorded(0, "m"), attempted(1, "m", accepted), look});
  CHECK(count_of(totals_of(snapshot), MessageResult::delivered) == 1);
  CHECK(mail_of(snapshot).totals.size() == 1);
}

TEST_CASE("a latency is measured only where the mailbox could be looked into all the while") {
  const auto failed_look = [](double when) {
    return MailboxRead{.domain = kDomain,
                       .mailbox = "inbox",
                       .at = at(when),
                       .ended = at(when),
                       .pace = kLookPace,
                       .content = fail(FailureKind::timeout)};
  };
  struct Row {
    const char* what;
    std::vector<Observation> story;
    bool is_measured;
  };
  const Row rows[] = {
      {"looks at their pace",
       {mailbox_shows(10, {}), mailbox_shows(26, {}), mailbox_shows(41, {{"m"}})},
       true},
      {"the first look, soon after acceptance", {mailbox_shows(20, {{"m"}})}, true},
      {"the first look, long after acceptance, as after a restart", {mailbox_shows(60, {{"m"}})}, false},
      {"nobody looked for a while", {mailbox_shows(10, {}), mailbox_shows(60, {{"m"}})}, false},
      {"looks failed meanwhile",
       {mailbox_shows(10, {}), failed_look(25), failed_look(40), mailbox_shows(55, {{"m"}})},
       false},
      {"one look failed", {mailbox_shows(10, {}), failed_look(25), mailbox_shows(40, {{"m"}})}, false},
      {"looks failed, but the mailbox was seen empty again",
       {failed_look(10), failed_look(25), mailbox_shows(40, {}), mailbox_shows(55, {{"m"}})},
       true},
      {"another mailbox's looks are no looks into this one",
       {mailbox_shows(10, {}), mailbox_shows(25, {}, "other"), mailbox_shows(40, {}, "other"),
        mailbox_shows(55, {{"m"}})},
       false},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    auto story = row.story;
    story.insert(story.begin(), {recorded(0, "m"), departing("m"), attempted(1, "m", accepted)});
    const auto snapshot = folded(story);
    CHECK(count_of(totals_of(snapshot), MessageResult::delivered) == 1);
    CHECK(totals_of(snapshot).latency.count() == (row.is_measured ? 1U : 0U));
    CHECK(find_message(mail_of(snapshot), "m")->latency().has_value() == row.is_measured);
  }
}

TEST_CASE("a look that takes long sees what came by its beginning, and dates what it finds by its end") {
  const auto slow = [](double when, double end, const std::vector<FoundHere>& found) {
    auto look = std::get<MailboxRead>(mailbox_shows(when, found));
    look.ended = at(end);
    return look;
  };
  struct Row {
    const char* what;
    std::vector<Observation> looks;
    bool is_measured;
  };
  const Row rows[] = {
      {"the look before took long", {slow(10, 40, {}), mailbox_shows(46, {{"m"}})}, false},
      {"the look that found it took long", {mailbox_shows(10, {}), slow(25, 40, {{"m"}})}, false},
      {"from beginning to end a look and a half", {slow(10, 20, {}), slow(25, 32.5, {{"m"}})}, true},
      {"and a little more", {slow(10, 20, {}), slow(25, 32.6, {{"m"}})}, false},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto snapshot = folded(row.looks, folded({recorded(0, "m"), attempted(1, "m", accepted)}));
    CHECK(count_of(totals_of(snapshot), MessageResult::delivered) == 1);
    CHECK(totals_of(snapshot).latency.count() == (row.is_measured ? 1U : 0U));
  }
}

TEST_CASE("no look before acceptance is missed") {
  const auto snapshot = folded({mailbox_shows(10, {}), recorded(500, "m"), attempted(501, "m", accepted),
                                mailbox_shows(510, {{"m"}})});
  CHECK(totals_of(snapshot).latency.count() == 1);
}

TEST_CASE("what an observation changed is told, for who keeps the ledger") {
  const auto ids = [](const Snapshot& snapshot) {
    std::set<std::string> out;
    for (const auto& entry : mail_of(snapshot).changed) out.insert(entry->id);
    return out;
  };
  using Ids = std::set<std::string>;
  auto snapshot = folded({recorded(0, "a"), recorded(0, "b"), recorded(0, "c")});
  CHECK(ids(snapshot).empty());
  snapshot = folded({attempted(1, "a", accepted)}, snapshot);
  CHECK(ids(snapshot) == Ids{"a"});
  snapshot = folded({attempted(1, "b", accepted), attempted(1, "c", accepted)}, snapshot);
  CHECK(ids(snapshot) == Ids{"c"});
  snapshot = folded({mailbox_shows(5, {{"a"}, {"foreign"}})}, snapshot);
  CHECK(ids(snapshot) == Ids{"a"});
  CHECK(mail_of(snapshot).changed.back()->result == MessageResult::delivered);
  snapshot = folded({mailbox_shows(6, {{"b"}}, "other")}, snapshot);
  CHECK(ids(snapshot) == Ids{"b"});
  CHECK(mail_of(snapshot).changed.back()->sighting);
  snapshot = folded({mailbox_shows(902, {{"a"}})}, snapshot);
  CHECK(ids(snapshot) == Ids{"a", "b", "c"});
  snapshot = folded({departing("a")}, snapshot);
  CHECK(ids(snapshot).empty());
}

TEST_CASE("a failed look is kept with its reason until one succeeds, and the position stays") {
  MailboxRead first{.domain = kDomain,
                    .mailbox = "inbox",
                    .at = at(1),
                    .ended = at(1),
                    .pace = kLookPace,
                    .content = MailboxRead::Content{.found = {}, .positions = {{"INBOX", {7, 9}}}}};
  auto snapshot = folded({first, MailboxRead{.domain = kDomain,
                                             .mailbox = "inbox",
                                             .at = at(2),
                                             .ended = at(2),
                                             .pace = kLookPace,
                                             .content = fail(FailureKind::auth, "no")}});
  const auto& failed = mail_of(snapshot).mailboxes.at("inbox");
  CHECK(failed.failure == Failure{FailureKind::auth, "no"});
  CHECK(failed.last_read == at(1));
  CHECK(failed.positions.at("INBOX") == FolderPosition{7, 9});
  snapshot = folded({mailbox_shows(3, {})}, snapshot);
  CHECK_FALSE(mail_of(snapshot).mailboxes.at("inbox").failure);
}
