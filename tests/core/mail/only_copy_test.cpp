#include "core/mail/copies_of_message.hpp"
#include "core/mail/message_findings.hpp"

#include <doctest/doctest.h>

#include <random>

// Messages that come to another mailbox only, which suffices.
using namespace cutwatch;
using namespace cutwatch::mail;

namespace {

constexpr WallTime kSentOn{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}};

WallTime after_sending(int seconds) { return kSentOn + Seconds{seconds}; }

/// Late after 120 s and lost after 900.
LedgerEntry relayed_message() {
  return {.id = "m",
          .mailbox = "inbox",
          .to = "probe@example.org",
          .recorded = kSentOn,
          .limits = {.late_after = Seconds{120}, .lost_after = Seconds{900}},
          .first_attempt = kSentOn,
          .disposition = SmtpDisposition::accepted,
          .also_in = {{.mailbox = "new", .suffices = true}}};
}

LedgerEntry seen_in_new(int seconds, bool is_junk = false, std::optional<WallTime> filed = {}) {
  return with_copy_seen(
      relayed_message(), "new",
      {.at = after_sending(seconds), .folder = "INBOX", .is_junk = is_junk, .filed = filed});
}

}  // namespace

TEST_CASE(
    "a message that came to the mailbox that suffices only ends as it came there, once its time is out") {
  using enum MessageResult;
  CHECK_FALSE(result_of(seen_in_new(5), after_sending(900)));
  CHECK(result_of(seen_in_new(5), after_sending(901)) == delivered);
  CHECK(result_of(seen_in_new(121), after_sending(901)) == late);
  CHECK(result_of(seen_in_new(600, false, after_sending(100)), after_sending(901)) == delivered);
  CHECK(result_of(seen_in_new(5, true), after_sending(901)) == junk);
}

TEST_CASE("a copy that suffices not delivers nothing") {
  auto entry = seen_in_new(5);
  entry.also_in.front().suffices = false;
  CHECK(result_of(entry, after_sending(901)) == MessageResult::lost);
  CHECK(only_copy(entry) == nullptr);
}

TEST_CASE("its own mailbox knows better, and so does whoever refuses it or gives it up") {
  auto found = seen_in_new(5);
  found.sighting = Sighting{.at = after_sending(300), .folder = "INBOX"};
  CHECK(result_of(found, after_sending(301)) == MessageResult::late);
  CHECK(only_copy(found) == nullptr);
  auto bounced = seen_in_new(5);
  bounced.report = DeliveryReport{.at = after_sending(60), .verdict = ReportVerdict::refused};
  CHECK(result_of(bounced, after_sending(901)) == MessageResult::refused);
}

TEST_CASE("it is not lost before somebody has looked where it may have come, for as long again at most") {
  const auto awaited = relayed_message();
  CHECK_FALSE(result_of(awaited, after_sending(901)));
  CHECK_FALSE(result_of(awaited, after_sending(1800)));
  CHECK(result_of(awaited, after_sending(1801)) == MessageResult::lost);
  const auto missed = with_copy_missed(awaited, "new", after_sending(901));
  CHECK(result_of(missed, after_sending(901)) == MessageResult::lost);
  auto never_left = awaited;
  never_left.disposition = SmtpDisposition::deferred;
  CHECK(result_of(never_left, after_sending(901)) == MessageResult::lost);
}

TEST_CASE("one that is found there after it was lost has been found") {
  auto entry = relayed_message();
  entry.result = MessageResult::lost;
  CHECK(with_copy_seen(entry, "new", {.at = after_sending(2000), .folder = "INBOX"}).is_found_after_lost);
  entry.also_in.front().suffices = false;
  CHECK_FALSE(
      with_copy_seen(entry, "new", {.at = after_sending(2000), .folder = "INBOX"}).is_found_after_lost);
}

TEST_CASE("that it lies elsewhere only is said once it has ended") {
  auto entry = seen_in_new(5);
  CHECK(findings_of(entry).empty());
  entry.result = MessageResult::delivered;
  REQUIRE(findings_of(entry).size() == 1);
  CHECK(findings_of(entry).front().id == "only_elsewhere");
  CHECK(findings_of(entry).front().text == "it came to mailbox new only: none was kept in mailbox inbox");
  entry.sighting = Sighting{.at = after_sending(2000), .folder = "INBOX"};
  CHECK(findings_of(entry).empty());
}

TEST_CASE("of several copies that suffice the one in no junk folder counts, then the earliest") {
  auto entry = seen_in_new(5, true);
  entry.also_in.push_back({.mailbox = "other", .seen = after_sending(400), .suffices = true});
  entry.also_in.push_back({.mailbox = "third", .seen = after_sending(50), .suffices = true});
  entry.also_in.push_back({.mailbox = "mirror", .seen = after_sending(1)});
  CHECK(only_copy(entry)->mailbox == "third");
  CHECK(result_of(entry, after_sending(901)) == MessageResult::delivered);
}

TEST_CASE(
    "a copy that suffices takes no message from its own mailbox, and no loss is told of one that is there") {
  std::mt19937 random{5};
  for (int i = 0; i < 5000; ++i) {
    auto entry = relayed_message();
    entry.disposition = static_cast<SmtpDisposition>(random() % 5);
    const auto read = after_sending(static_cast<int>(random() % 2500));
    if (random() % 2 == 0) entry = with_copy_seen(entry, "new", {.at = after_sending(int(random() % 1500))});
    if (random() % 3 == 0) entry = with_copy_missed(entry, "new", read);
    auto without = entry;
    without.also_in.clear();
    CAPTURE(i);
    const auto told = result_of(entry, read);
    const auto told_without = result_of(without, read);
    // It only ever turns a loss into an arrival, or into waiting.
    if (told != told_without) CHECK(told_without == MessageResult::lost);
    if (told == MessageResult::lost) CHECK(only_copy(entry) == nullptr);
    entry.sighting = Sighting{.at = after_sending(int(random() % 1500)), .folder = "INBOX"};
    without.sighting = entry.sighting;
    CHECK(result_of(entry, read) == result_of(without, read));
  }
}
