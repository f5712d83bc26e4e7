#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

// Messages that are awaited in no mailbox, and what is reported of them.
using namespace cutwatch;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;
using mail::MessageResult;

namespace {

using Action = mail::DsnAction;

/// Recorded and taken at that instant, by a server that promises reports or not.
std::vector<Observation> sent(double when, const std::string& id, bool is_promised = true) {
  auto record = recorded(when, id);
  auto& entry = std::get<MessageRecorded>(record).entry;
  entry.mailbox.clear();
  entry.awaited_report = mail::AwaitedReport{.mailbox = "bounces"};
  auto attempt = attempted(when, id, accepted);
  auto& tried = std::get<MessageAttempted>(attempt).attempt;
  tried.accepted = at(when);
  tried.is_report_promised = is_promised;
  return {record, departing(id), attempt};
}

/// A look that ended at that instant and found this report, or none where there is no action.
Observation looked(double when, const std::string& id = "", std::optional<Action> action = {}) {
  auto read = std::get<ReportsRead>(bounced(when, id, action.value_or(Action::failed), "2.0.0"));
  read.began = at(when);
  read.pace = kLookPace;
  read.content->reports.front().dsn.is_bounce = action == Action::failed || action == Action::delayed;
  if (!action) read.content->reports.clear();
  return read;
}

const mail::LedgerEntry& message(const Snapshot& snapshot, const std::string& id = "a") {
  const auto* entry = find_message(mail_of(snapshot), id);
  REQUIRE(entry != nullptr);
  return *entry;
}

/// Every message is counted once.
void check_sum(const Snapshot& snapshot, std::uint64_t recorded) {
  std::uint64_t sum = mail_of(snapshot).in_flight.size();
  for (const auto result : mail::kMessageEnds) sum += count_of(totals_of(snapshot), result);
  CHECK(sum == recorded);
}

}  // namespace

TEST_CASE("a report of the delivery ends the message, and bounds how long it took") {
  const auto snapshot = folded({looked(1, "", {}), looked(10, "a", Action::delivered)}, folded(sent(0, "a")));
  CHECK(message(snapshot).result == MessageResult::delivered);
  CHECK(message(snapshot).latency() == Millis{10'000});
  CHECK(message(snapshot).copies == 0);
  CHECK(message(snapshot).detail == "delivered (told by a report of proxy.example)");
  CHECK(mail_of(snapshot).runs.contains({"main", "new"}));
  check_sum(snapshot, 1);
}

TEST_CASE("where nobody looked for a while no latency is told, and what was filed in time is not late") {
  auto look = std::get<ReportsRead>(looked(300, "a", Action::delivered));
  look.content->reports.front().filed = at(5);
  const auto snapshot = folded({looked(1, "", {}), Observation(look)}, folded(sent(0, "a")));
  CHECK(message(snapshot).result == MessageResult::delivered);
  CHECK_FALSE(message(snapshot).latency());
}

TEST_CASE("what nobody reports ends untold: it harms nothing, proves nothing and is counted apart") {
  auto snapshot = folded({looked(1, "a", Action::delivered)}, folded(sent(0, "a")));
  const auto run = mail_of(snapshot).runs.at({"main", "new"});
  snapshot = folded(sent(60, "b", false), snapshot);
  snapshot = folded(sent(60, "c"), snapshot);
  snapshot = folded({looked(70, "c", Action::relayed), looked(959, "", {})}, snapshot);
  CHECK(mail_of(snapshot).in_flight.size() == 2);
  snapshot = folded({looked(961, "", {})}, snapshot);
  CHECK(message(snapshot, "b").result == MessageResult::untold);
  CHECK(message(snapshot, "b").detail.contains("offers no DSN"));
  CHECK(message(snapshot, "c").result == MessageResult::untold);
  CHECK(message(snapshot, "c").detail.starts_with("passed on to where nobody reports"));
  CHECK(mail_of(snapshot).runs.at({"main", "new"}).last == run.last);
  CHECK(totals_of(snapshot).last_result == MessageResult::untold);
  CHECK(count_of(totals_of(snapshot), MessageResult::lost) == 0);
  check_sum(snapshot, 3);
}

TEST_CASE("silence tells of a loss only where a message behind it was reported to be delivered") {
  const auto mute = folded({looked(901, "", {})}, folded(sent(0, "a")));
  CHECK(message(mute).result == MessageResult::untold);
  CHECK(message(mute).detail.starts_with("nothing was reported of it"));
  const auto before = folded({looked(1, "a", Action::delivered)}, folded(sent(0, "a")));
  const auto at_once = folded(sent(2, "b"), before);
  CHECK(message(folded({looked(903, "", {})}, at_once), "b").result == MessageResult::untold);
  auto behind = folded(sent(3, "c"), at_once);
  behind = folded({looked(4, "c", Action::delivered), looked(903, "", {})}, behind);
  CHECK(message(behind, "b").result == MessageResult::lost);
}

TEST_CASE("the same look may show what tells of a loss, whichever message comes first in it") {
  for (const auto* id : {"a", "z"}) {
    auto snapshot = folded(sent(60, "m"), folded(sent(0, id)));
    snapshot = folded({looked(1000, "m", Action::delivered)}, snapshot);
    CHECK(message(snapshot, id).result == MessageResult::lost);
  }
}

TEST_CASE("while reports come no more nothing is lost for want of one, however long that lasts") {
  auto snapshot = folded({looked(1, "a", Action::delivered)}, folded(sent(0, "a")));
  double now = 1;
  for (int i = 0; i < 20; ++i, now += 1000) {
    const auto id = "m" + std::to_string(i);
    snapshot = folded({looked(now + 901, "", {})}, folded(sent(now, id), snapshot));
    CHECK(message(snapshot, id).result == MessageResult::untold);
  }
  check_sum(snapshot, 21);
}

TEST_CASE("what comes back by another way, or to another mailbox, shows nothing of this one") {
  auto by_old = sent(3, "c");
  std::get<MessageRecorded>(by_old[0]).entry.path = "old";
  auto elsewhere = sent(3, "c");
  std::get<MessageRecorded>(elsewhere[0]).entry.awaited_report->mailbox = "others";
  for (const auto& other : {by_old, elsewhere}) {
    const auto snapshot =
        folded({looked(4, "c", Action::delivered), looked(903, "", {})}, folded(other, folded(sent(2, "b"))));
    CHECK(message(snapshot, "c").shows_reporting());
    CHECK(message(snapshot, "b").result == MessageResult::untold);
  }
}

TEST_CASE("what was recorded before the clock was set back was not recorded later") {
  auto snapshot = folded({looked(5001, "a", Action::delivered)}, folded(sent(5000, "a")));
  snapshot = folded({ClockStepped{.at = at(100), .by = Millis{-4'900'000}}}, snapshot);
  snapshot = folded({looked(1200, "", {})}, folded(sent(101, "b"), snapshot));
  CHECK(message(snapshot, "b").result == MessageResult::untold);
}

TEST_CASE("a report of the delivery that comes behind the loss is counted as found after it") {
  auto snapshot = folded({looked(1, "a", Action::delivered)}, folded(sent(0, "a")));
  snapshot =
      folded({looked(902, "", {}), looked(950, "b", Action::delivered)}, folded(sent(0, "b"), snapshot));
  CHECK(message(snapshot, "b").result == MessageResult::lost);
  CHECK(totals_of(snapshot).found_after_lost == 1);
}

TEST_CASE("a report of the delivery that an earlier look met, too, is told once") {
  auto snapshot = folded({looked(1, "a", Action::delivered)}, folded(sent(0, "a")));
  auto again = std::get<ReportsRead>(looked(20, "a", Action::delivered));
  again.content->reports.front().is_anew = true;
  snapshot = folded({Observation(again)}, snapshot);
  CHECK(mail_of(snapshot).changed.empty());
  CHECK(message(snapshot).report->at == at(1));
}

TEST_CASE("a false report by the address does not keep a loss from being told") {
  auto snapshot = folded(sent(3, "a"), folded(sent(2, "b")));
  auto false_report = std::get<ReportsRead>(looked(4, "b", Action::failed));
  false_report.content->reports.front().is_by_address = true;
  false_report.content->reports.front().dsn.recipients.front().address = "x@example.org";
  snapshot = folded({Observation(false_report), looked(5, "a", Action::delivered)}, snapshot);
  CHECK(message(folded({looked(903, "", {})}, snapshot), "b").result == MessageResult::lost);
}

TEST_CASE("a look that left reports to the next one calls nothing lost") {
  auto snapshot = folded(sent(3, "a"), folded(sent(2, "b")));
  snapshot = folded({looked(4, "a", Action::delivered)}, snapshot);
  auto part = std::get<ReportsRead>(looked(5000, "", {}));
  part.began = WallTime{};
  snapshot = folded({Observation(part)}, snapshot);
  CHECK_FALSE(message(snapshot, "b").result);
  CHECK(mail_of(snapshot).bounce_mailboxes.at("bounces").last_begun == at(4));
  snapshot = folded({looked(5015, "b", Action::delivered)}, snapshot);
  CHECK(message(snapshot, "b").result == MessageResult::late);
  CHECK_FALSE(message(snapshot, "b").latency());
}

TEST_CASE("what was sent before reports were passed over for good is not lost for want of one") {
  auto snapshot = folded(sent(3, "a"), folded(sent(2, "b")));
  snapshot = folded({looked(4, "a", Action::delivered)}, snapshot);
  auto anew = std::get<ReportsRead>(looked(5000, "", {}));
  anew.has_gap = true;
  snapshot = folded({Observation(anew)}, snapshot);
  CHECK(message(snapshot, "b").result == MessageResult::untold);
  CHECK(message(snapshot, "b").detail.starts_with("reports were passed over"));
  snapshot = folded(sent(5002, "d"), folded(sent(5001, "c"), snapshot));
  snapshot = folded({looked(5003, "d", Action::delivered), looked(6000, "", {})}, snapshot);
  CHECK(message(snapshot, "c").result == MessageResult::lost);
}

TEST_CASE("a gap is written down with the messages that were awaited then") {
  auto anew = std::get<ReportsRead>(looked(5, "", {}));
  anew.has_gap = true;
  const auto snapshot = folded({Observation(anew)}, folded(sent(0, "a")));
  REQUIRE(mail_of(snapshot).changed.size() == 1);
  CHECK(mail_of(snapshot).changed.front()->awaited_report->is_perhaps_missed);
  CHECK(message(snapshot).awaited_report->is_perhaps_missed);
}

TEST_CASE("a bounce ends it at once, as no mailbox is to be asked") {
  auto snapshot = folded(sent(0, "a"));
  snapshot = folded({bounced(5, "a", Action::failed, "5.1.1")}, snapshot);
  CHECK(message(snapshot).result == MessageResult::refused);
}

TEST_CASE("of a message that is awaited in a mailbox good news ends nothing") {
  const std::vector<Observation> told{recorded(0, "a"), departing("a"), attempted(1, "a", accepted),
                                      looked(5, "a", Action::delivered)};
  const auto snapshot = folded(told);
  CHECK_FALSE(message(snapshot).result);
  CHECK_FALSE(message(snapshot).report);
  CHECK_FALSE(message(snapshot).sighting);
  CHECK(mail_of(snapshot).bounce_mailboxes.at("bounces").ignored.at(mail::ReportDoubt::no_report) == 1);
}

TEST_CASE("what the proxy delivered itself, or a server to another address, was not delivered") {
  auto by_proxy = std::get<ReportsRead>(looked(4, "a", Action::delivered));
  by_proxy.content->reports.front().is_by_proxy = true;
  auto to_alias = std::get<ReportsRead>(looked(4, "a", Action::delivered));
  auto& recipient = to_alias.content->reports.front().dsn.recipients.front();
  recipient.original_address = std::exchange(recipient.address, "archive@example.org");
  for (const auto& read : {by_proxy, to_alias}) {
    auto snapshot = folded({Observation(read)}, folded(sent(0, "a")));
    CHECK_FALSE(message(snapshot).result);
    CHECK_FALSE(message(snapshot).sighting);
    CHECK(message(snapshot).report->verdict == mail::ReportVerdict::elsewhere);
    CHECK(message(folded({looked(901, "", {})}, snapshot)).result == MessageResult::untold);
    const auto behind = folded({looked(5, "a", Action::delivered)}, snapshot);
    CHECK(message(behind).result == MessageResult::delivered);
    const auto bounce = folded({bounced(5, "a", Action::failed, "5.1.1")}, snapshot);
    CHECK(message(bounce).result == MessageResult::refused);
  }
}

TEST_CASE("looks into other mailboxes end none of these") {
  auto snapshot = folded({mailbox_shows(5000, {}), mailbox_shows(5000, {}, "")}, folded(sent(0, "a")));
  CHECK_FALSE(message(snapshot).result);
  auto elsewhere = std::get<ReportsRead>(looked(5000, "", {}));
  elsewhere.mailbox = "others";
  snapshot = folded({Observation(elsewhere)}, snapshot);
  CHECK_FALSE(message(snapshot).result);
}
