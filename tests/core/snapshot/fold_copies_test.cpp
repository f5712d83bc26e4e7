#include "core/mail/copies_of_message.hpp"
#include "core/mail/message_findings.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

// Messages that are expected in further mailboxes.
using namespace cutwatch;
using namespace cutwatch::test;

namespace {

Observation mirrored(double when, const std::string& id) {
  auto out = std::get<MessageRecorded>(recorded(when, id));
  out.entry.also_in = {{.mailbox = "new"}};
  return out;
}

Snapshot sent() { return folded({mirrored(0, "m1"), attempted(1, "m1", mail::SmtpDisposition::accepted)}); }

const mail::LedgerEntry& message(const Snapshot& snapshot) {
  const auto* entry = find_message(mail_of(snapshot), "m1");
  REQUIRE(entry != nullptr);
  return *entry;
}

mail::CopyState state(const Snapshot& snapshot) {
  return mail::copy_state(message(snapshot), message(snapshot).also_in.front());
}

}  // namespace

TEST_CASE("a copy ends no message, and counts nowhere") {
  const auto snapshot = folded({mailbox_shows(5, {{.id = "m1", .copies = 2}}, "new")}, sent());
  CHECK(mail_of(snapshot).in_flight.contains("m1"));
  CHECK_FALSE(message(snapshot).sighting);
  CHECK(message(snapshot).copies == 0);
  CHECK(state(snapshot) == mail::CopyState::arrived);
  CHECK(mail_of(snapshot).changed.size() == 1);
  const auto lost = folded({mailbox_shows(910, {})}, snapshot);
  CHECK(message(lost).result == mail::MessageResult::lost);
  CHECK(state(lost) == mail::CopyState::arrived);
}

TEST_CASE("a copy is looked for when the message has ended, until it is there") {
  auto snapshot = folded({mailbox_shows(5, {{.id = "m1"}})}, sent());
  CHECK(message(snapshot).result == mail::MessageResult::delivered);
  CHECK(awaiting_copies(mail_of(snapshot), "new") == std::vector<std::string>{"m1"});
  CHECK(awaiting_copies(mail_of(snapshot), "inbox").empty());
  snapshot = folded({mailbox_shows(60, {{.id = "m1", .is_junk = true}}, "new")}, snapshot);
  CHECK(state(snapshot) == mail::CopyState::junk);
  CHECK(message(snapshot).result == mail::MessageResult::delivered);
  CHECK(message(snapshot).copies == 1);
  CHECK(awaiting_copies(mail_of(snapshot), "new").empty());
}

TEST_CASE(
    "a copy is missing once a look into its own mailbox that began after the deadline did not show it") {
  auto snapshot = folded({mailbox_shows(5, {{.id = "m1"}}), mailbox_shows(950, {})}, sent());
  CHECK(state(snapshot) == mail::CopyState::awaited);
  snapshot = folded({mailbox_shows(901, {}, "new")}, snapshot);
  CHECK(state(snapshot) == mail::CopyState::awaited);
  snapshot = folded({mailbox_shows(902, {}, "new")}, snapshot);
  CHECK(state(snapshot) == mail::CopyState::missing);
  CHECK(mail_of(snapshot).changed.size() == 1);
  CHECK(message(snapshot).result == mail::MessageResult::delivered);
}

TEST_CASE("a clock that is set forward makes no copy missing") {
  auto snapshot = folded({mailbox_shows(5, {{.id = "m1"}}), ClockStepped{.at = at(5000), .by = Seconds{4990}},
                          mailbox_shows(5010, {}, "new")},
                         sent());
  CHECK(state(snapshot) == mail::CopyState::awaited);
  snapshot = folded({mailbox_shows(5901, {}, "new")}, snapshot);
  CHECK(state(snapshot) == mail::CopyState::missing);
}

TEST_CASE("a mirror whose queue gave up bounces, though a delay of the message was told before and after") {
  const auto delay = bounced(20, "m1", mail::DsnAction::delayed, "4.4.1");
  const auto copy = bounced(40, "m1", mail::DsnAction::failed, "4.4.7", "probe@new.example");
  auto snapshot = folded({mailbox_shows(5, {{.id = "m1"}}), delay}, sent());
  CHECK(mail::findings_of(message(snapshot)).empty());
  snapshot = folded({copy}, snapshot);
  REQUIRE(mail::findings_of(message(snapshot)).size() == 1);
  CHECK(mail::findings_of(message(snapshot)).front().id == "mirror_bounces");
  CHECK(mail_of(snapshot).changed.size() == 1);
  CHECK(message(snapshot).report->verdict == mail::ReportVerdict::delayed);
  snapshot = folded({delay}, snapshot);
  CHECK(mail::findings_of(message(snapshot)).size() == 1);
  CHECK(message(snapshot).result == mail::MessageResult::delivered);
}

namespace {

/// Sent to the old server, which may relay mail to the new one.
Snapshot sent_to_relay() {
  auto out = std::get<MessageRecorded>(recorded(0, "m1", "old"));
  out.entry.also_in = {{.mailbox = "new", .suffices = true}};
  return folded({out, attempted(1, "m1", mail::SmtpDisposition::accepted)});
}

}  // namespace

TEST_CASE("a message that the old server relays without a copy is delivered, and says where it lies") {
  auto snapshot = folded({mailbox_shows(5, {{.id = "m1"}}, "new"), mailbox_shows(900, {})}, sent_to_relay());
  CHECK(mail_of(snapshot).in_flight.contains("m1"));
  snapshot = folded({mailbox_shows(910, {})}, snapshot);
  CHECK(message(snapshot).result == mail::MessageResult::delivered);
  CHECK(message(snapshot).detail == "it came to mailbox new only: none was kept in mailbox inbox");
  CHECK(count_of(totals_of(snapshot, "old"), mail::MessageResult::delivered) == 1);
  CHECK(count_of(totals_of(snapshot, "old"), mail::MessageResult::lost) == 0);
  CHECK_FALSE(message(snapshot).latency());
  snapshot = folded({mailbox_shows(2000, {{.id = "m1"}})}, snapshot);
  CHECK(message(snapshot).result == mail::MessageResult::delivered);
  CHECK(message(snapshot).detail == "it came to mailbox inbox too, after that");
  CHECK(totals_of(snapshot, "old").duplicates == 0);
}

TEST_CASE("whichever of both mailboxes is looked into last ends it") {
  auto snapshot = folded({mailbox_shows(910, {})}, sent_to_relay());
  CHECK(mail_of(snapshot).in_flight.contains("m1"));
  const auto relayed = folded({mailbox_shows(915, {{.id = "m1"}}, "new")}, snapshot);
  CHECK(message(relayed).result == mail::MessageResult::late);
  const auto lost = folded({mailbox_shows(915, {}, "new")}, snapshot);
  CHECK(message(lost).result == mail::MessageResult::lost);
  CHECK(count_of(totals_of(lost, "old"), mail::MessageResult::lost) == 1);
  const auto found = folded({mailbox_shows(999, {{.id = "m1"}}, "new")}, lost);
  CHECK(totals_of(found, "old").found_after_lost == 1);
  CHECK(message(found).result == mail::MessageResult::lost);
}
