#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::test;
using enum mail::SmtpDisposition;
using mail::MessageResult;

namespace {

const auto failed = mail::DsnAction::failed;
const auto delayed = mail::DsnAction::delayed;

std::vector<Observation> sent(const std::string& id = "a") {
  return {recorded(0, id), departing(id), attempted(1, id, accepted)};
}

Snapshot story(std::vector<Observation> more) { return folded(more, folded(sent())); }

const mail::LedgerEntry& message(const Snapshot& snapshot, const std::string& id = "a") {
  const auto* entry = find_message(mail_of(snapshot), id);
  REQUIRE(entry != nullptr);
  return *entry;
}

}  // namespace

TEST_CASE("a bounce ends a message once its mailbox was looked into after it") {
  auto snapshot = story({mailbox_shows(2, {}), bounced(5, "a", failed, "5.1.1")});
  CHECK_FALSE(message(snapshot).result);
  CHECK_FALSE(message(snapshot).is_to_be_retried());
  CHECK(message(snapshot).detail == "550 5.1.1 no (proxy.example, told by a bounce)");
  // That one began before the bounce was read.
  snapshot = folded({mailbox_shows(4.9, {})}, snapshot);
  CHECK_FALSE(message(snapshot).result);
  snapshot = folded({mailbox_shows(5, {})}, snapshot);
  CHECK(message(snapshot).result == MessageResult::refused);
  CHECK(count_of(totals_of(snapshot), MessageResult::refused) == 1);
  CHECK(mail_of(snapshot).in_flight.empty());
}

TEST_CASE("bounces stop no path: the server that took the messages did not refuse them") {
  auto snapshot = story({});
  for (int i = 0; i < 6; ++i) {
    const auto id = std::string("m") + std::to_string(i);
    snapshot = folded(sent(id), snapshot);
    snapshot = folded({bounced(5, id, failed, "5.1.1"), mailbox_shows(6, {})}, snapshot);
    CHECK(message(snapshot, id).result == MessageResult::refused);
  }
  CHECK(mail_of(snapshot).refusals.empty());
  std::vector<mail::LedgerEntry> kept;
  for (const auto& entry : mail_of(snapshot).ended) kept.push_back(*entry);
  CHECK(restore_mail({.messages = kept, .totals = {}, .runs = {}}).refusals.empty());
}

TEST_CASE("who gives up without a refusal has lost it") {
  const auto snapshot = story({bounced(5, "a", failed, "4.4.7"), mailbox_shows(6, {})});
  CHECK(message(snapshot).result == MessageResult::lost);
}

TEST_CASE("what is in the mailbox was delivered, whatever a bounce says before or after") {
  for (const bool is_seen_first : {true, false}) {
    auto seen = std::vector{mailbox_shows(6, {{"a"}}), bounced(7, "a", failed, "5.1.1")};
    if (!is_seen_first) seen = {bounced(5, "a", failed, "5.1.1"), mailbox_shows(6, {{"a"}})};
    const auto snapshot = story(seen);
    CHECK(message(snapshot).result == MessageResult::delivered);
    CHECK(message(snapshot).is_report_contradicted());
    CHECK(count_of(totals_of(snapshot), MessageResult::refused) == 0);
  }
}

TEST_CASE("what was ended by a bounce and turns up all the same keeps its result, and shows the conflict") {
  const auto snapshot =
      story({bounced(5, "a", failed, "5.1.1"), mailbox_shows(6, {}), mailbox_shows(9, {{"a"}})});
  CHECK(message(snapshot).result == MessageResult::refused);
  CHECK(message(snapshot).is_report_contradicted());
}

TEST_CASE("a delay counts as a deferral, and the message stays in flight with its cause") {
  auto snapshot = story({bounced(5, "a", delayed, "4.4.1"), mailbox_shows(6, {})});
  CHECK_FALSE(message(snapshot).result);
  CHECK(message(snapshot).is_put_off());
  CHECK(message(snapshot).deferrals == 1);
  CHECK(totals_of(snapshot).deferrals == 1);
  CHECK(message(snapshot).detail.contains("4.4.1"));
  snapshot = folded({bounced(8, "a", delayed, "4.4.1")}, snapshot);
  CHECK(totals_of(snapshot).deferrals == 2);
  // An earlier look may have met it.
  auto again = bounced(9, "a", delayed, "4.4.1");
  std::get<ReportsRead>(again).content->reports.at(0).is_anew = true;
  snapshot = folded({again}, snapshot);
  CHECK(totals_of(snapshot).deferrals == 2);
  snapshot = folded({mailbox_shows(902, {})}, snapshot);
  CHECK(message(snapshot).result == MessageResult::lost);
}

TEST_CASE("a delay that arrives after a failure changes nothing of that") {
  const auto snapshot =
      story({bounced(5, "a", failed, "5.1.1"), bounced(6, "a", delayed, "4.4.1"), mailbox_shows(7, {})});
  CHECK(message(snapshot).result == MessageResult::refused);
  CHECK(message(snapshot).report->status == "5.1.1");
}

TEST_CASE("a bounce of what had been lost adds the cause, and ends nothing a second time") {
  const auto snapshot =
      story({mailbox_shows(902, {}), bounced(5000, "a", failed, "5.1.1"), mailbox_shows(5001, {})});
  CHECK(message(snapshot).result == MessageResult::lost);
  CHECK(message(snapshot).ended == at(902));
  CHECK(message(snapshot).detail.starts_with("550 5.1.1"));
  CHECK(count_of(totals_of(snapshot), MessageResult::lost) == 1);
  CHECK(count_of(totals_of(snapshot), MessageResult::refused) == 0);
}

TEST_CASE("a bounce about another recipient ends nothing") {
  const auto snapshot = story({bounced(5, "a", failed, "5.1.1", "copy@example.org"), mailbox_shows(6, {})});
  CHECK_FALSE(message(snapshot).result);
  CHECK(message(snapshot).report->verdict == mail::ReportVerdict::unclear);
}

TEST_CASE("what names the message by its address only, and tells nothing of it, changes nothing") {
  auto by_address = bounced(5, "a", failed, "5.1.1", "copy@example.org");
  auto& report = std::get<ReportsRead>(by_address).content->reports.at(0);
  report.is_by_address = true;
  auto snapshot = story({by_address});
  CHECK_FALSE(message(snapshot).report);
  const auto& mailbox = mail_of(snapshot).bounce_mailboxes.at("bounces");
  CHECK(mailbox.ignored == std::map<mail::ReportDoubt, std::uint64_t>{{mail::ReportDoubt::unproven, 1}});
  report.dsn.recipients.at(0).address = "probe@example.org";
  snapshot = folded({by_address}, snapshot);
  CHECK(message(snapshot).report->verdict == mail::ReportVerdict::refused);
}

TEST_CASE("a report that an earlier look met, too, changes nothing that is told, and is counted once") {
  auto met = bounced(5, "a", delayed, "4.4.1");
  auto foreign = bounced(5, "nobody", failed, "5.1.1");
  auto snapshot = story({met, foreign});
  const auto first = message(snapshot);
  for (auto* each : {&met, &foreign}) {
    auto& read = std::get<ReportsRead>(*each);
    read.at = at(20);
    read.content->reports.at(0).is_anew = true;
    snapshot = folded({*each}, snapshot);
    CHECK(mail_of(snapshot).changed.empty());
  }
  CHECK(message(snapshot) == first);
  CHECK(mail_of(snapshot).bounce_mailboxes.at("bounces").ignored.at(mail::ReportDoubt::unknown) == 1);
}

TEST_CASE("a bounce of a message that nobody knows is counted and ends nothing") {
  const auto snapshot = story({bounced(5, "nobody", failed, "5.1.1"), mailbox_shows(6, {})});
  const auto& ignored = mail_of(snapshot).bounce_mailboxes.at("bounces").ignored;
  CHECK(ignored == std::map<mail::ReportDoubt, std::uint64_t>{{mail::ReportDoubt::unknown, 1}});
  CHECK(mail_of(snapshot).in_flight.size() == 1);
}

TEST_CASE("one that the snapshot has forgotten is taken from the ledger") {
  auto late = bounced(5, "old", failed, "5.1.1");
  mail::LedgerEntry entry = std::get<MessageRecorded>(recorded(-9000, "old")).entry;
  entry.result = MessageResult::lost;
  std::get<ReportsRead>(late).content->recalled.emplace("old", entry);
  const auto snapshot = story({late});
  CHECK(message(snapshot, "old").report->verdict == mail::ReportVerdict::refused);
  CHECK(mail_of(snapshot).changed.size() == 1);
}

TEST_CASE("a look that failed keeps the place, and is told") {
  auto snapshot = story({bounced(5, "a", delayed, "4.4.1")});
  const auto positions = mail_of(snapshot).bounce_mailboxes.at("bounces").positions;
  CHECK(positions.at("INBOX") == FolderPosition{7, 100});
  snapshot = folded(
      {ReportsRead{
          .domain = kDomain, .mailbox = "bounces", .at = at(9), .content = fail(FailureKind::auth, "no")}},
      snapshot);
  const auto& mailbox = mail_of(snapshot).bounce_mailboxes.at("bounces");
  CHECK(mailbox.failure->kind == FailureKind::auth);
  CHECK(mailbox.positions == positions);
  CHECK(mailbox.last_read == at(5));
}

TEST_CASE("a clock that was set back does not keep a bounce waiting for the time that it was read at") {
  auto snapshot = story({bounced(5000, "a", failed, "5.1.1")});
  snapshot =
      folded({ClockStepped{.at = at(100), .by = Millis{-4'900'000}}, mailbox_shows(101, {})}, snapshot);
  CHECK(message(snapshot).result == MessageResult::refused);
}

TEST_CASE("a bounce that is read after a step of the clock waits for a look that began after it as well") {
  auto snapshot = story({ClockStepped{.at = at(100), .by = Seconds{90}}, bounced(105, "a", failed, "5.1.1"),
                         mailbox_shows(104, {})});
  CHECK_FALSE(message(snapshot).result);
  snapshot = folded({mailbox_shows(106, {})}, snapshot);
  CHECK(message(snapshot).result == MessageResult::refused);
}

TEST_CASE("a restart goes on where bounces have been read to") {
  const auto state = restore_mail({.messages = {},
                                   .totals = {},
                                   .runs = {},
                                   .bounce_positions = {{"bounces", {{"INBOX", FolderPosition{7, 9}}}}}});
  CHECK(state.bounce_mailboxes.at("bounces").positions.at("INBOX") == FolderPosition{7, 9});
}
