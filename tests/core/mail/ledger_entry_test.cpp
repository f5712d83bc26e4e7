#include "core/mail/ledger_entry.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::mail;
using test::at;

namespace {

using enum SmtpDisposition;

LedgerEntry entry(std::optional<SmtpDisposition> disposition = {}, std::optional<double> seen = {},
                  bool is_junk = false) {
  LedgerEntry out{
      .id = "a", .recorded = at(0), .limits = {.late_after = Seconds{120}, .lost_after = Seconds{900}}};
  out.disposition = disposition;
  if (disposition) out.first_attempt = at(0);
  if (disposition == accepted) out.accepted = at(1);
  if (seen)
    out.sighting = Sighting{.at = at(*seen), .folder = is_junk ? "Junk" : "INBOX", .is_junk = is_junk};
  return out;
}

/// A report of it was read at 10 s.
LedgerEntry reported(LedgerEntry entry, ReportVerdict verdict) {
  entry.report = DeliveryReport{.at = at(10), .verdict = verdict};
  return entry;
}

LedgerEntry filed(LedgerEntry entry, double when) {
  entry.sighting->filed = at(when);
  return entry;
}

}  // namespace

TEST_CASE("a message ends as its sighting, its refusal or its deadline say") {
  struct Row {
    const char* what;
    LedgerEntry entry;
    std::optional<double> mailbox_read;
    std::optional<MessageResult> result;
  };
  const Row rows[] = {
      {"only recorded", entry(), std::nullopt, std::nullopt},
      {"accepted", entry(accepted), std::nullopt, std::nullopt},
      {"accepted, the mailbox read in time", entry(accepted), 900, std::nullopt},
      {"accepted, the mailbox read after the deadline", entry(accepted), 900.001, MessageResult::lost},
      {"deadline passed, the mailbox not read since", entry(accepted), 100, std::nullopt},
      {"in the mailbox", entry(accepted, 5), std::nullopt, MessageResult::delivered},
      {"in the mailbox at the last moment", entry(accepted, 120), std::nullopt, MessageResult::delivered},
      {"in the mailbox late", entry(accepted, 120.001), std::nullopt, MessageResult::late},
      {"in the mailbox after it could have been called lost", entry(accepted, 1000), 1000,
       MessageResult::late},
      {"in a junk folder", entry(accepted, 5, true), std::nullopt, MessageResult::junk},
      {"in a junk folder late", entry(accepted, 500, true), std::nullopt, MessageResult::junk},
      {"refused", entry(refused), std::nullopt, MessageResult::refused},
      {"refused, and in the mailbox all the same", entry(refused, 5), std::nullopt, MessageResult::delivered},
      {"refused long ago", entry(refused), 5000, MessageResult::refused},
      {"deferred", entry(deferred), 100, std::nullopt},
      {"deferred past the deadline", entry(deferred), 901, MessageResult::lost},
      {"unknown stays in flight", entry(unknown), 800, std::nullopt},
      {"unknown past the deadline", entry(unknown), 901, MessageResult::lost},
      {"unknown, and in the mailbox", entry(unknown, 30), 30, MessageResult::delivered},
      {"not sent", entry(not_sent), 100, std::nullopt},
      {"bounced, the mailbox not read since", reported(entry(accepted), ReportVerdict::refused), 9.999,
       std::nullopt},
      {"bounced, the mailbox never read", reported(entry(accepted), ReportVerdict::refused), std::nullopt,
       std::nullopt},
      {"bounced, the mailbox read since", reported(entry(accepted), ReportVerdict::refused), 10,
       MessageResult::refused},
      {"given up", reported(entry(accepted), ReportVerdict::given_up), 10, MessageResult::lost},
      {"bounced, and nobody knew whether it had been taken", reported(entry(unknown), ReportVerdict::refused),
       10, MessageResult::refused},
      {"bounced, and in the mailbox", reported(entry(accepted, 5), ReportVerdict::refused), 10,
       MessageResult::delivered},
      {"delayed", reported(entry(accepted), ReportVerdict::delayed), 10, std::nullopt},
      {"delayed past the deadline", reported(entry(accepted), ReportVerdict::delayed), 901,
       MessageResult::lost},
      {"a report about somebody else", reported(entry(accepted), ReportVerdict::unclear), 10, std::nullopt},
      {"recorded long ago and never tried: it cannot be lost", entry(), 5000, std::nullopt},
      {"the server filed it in time, only we looked late", filed(entry(accepted, 500), 60), std::nullopt,
       MessageResult::delivered},
      {"the server filed it late", filed(entry(accepted, 500), 400), std::nullopt, MessageResult::late},
      {"a server clock that cannot be right is not believed", filed(entry(accepted, 500), 900), std::nullopt,
       MessageResult::late},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto read = row.mailbox_read ? std::optional(at(*row.mailbox_read)) : std::nullopt;
    CHECK(result_of(row.entry, read) == row.result);
  }
}

TEST_CASE("a message is sent again only where it has certainly not left, or was put off") {
  struct Row {
    const char* what;
    LedgerEntry entry;
    bool is_to_be_retried;
  };
  auto ended = entry(deferred);
  ended.result = MessageResult::lost;
  const Row rows[] = {
      {"recorded, nothing known", entry(), true},
      {"not sent", entry(not_sent), true},
      {"deferred", entry(deferred), true},
      {"accepted", entry(accepted), false},
      {"refused", entry(refused), false},
      {"unknown", entry(unknown), false},
      {"seen", entry(deferred, 5), false},
      {"ended", ended, false},
      {"bounced", reported(entry(deferred), ReportVerdict::refused), false},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(row.entry.is_to_be_retried() == row.is_to_be_retried);
  }
}

TEST_CASE("latency runs from acceptance to the mailbox; a message found before has none") {
  CHECK(entry(accepted, 11).latency() == Seconds{10});
  CHECK(entry(accepted, 1).latency() == Millis{0});
  CHECK(entry(accepted, 0.5).latency() == std::nullopt);
  CHECK(entry(accepted).latency() == std::nullopt);
  CHECK(entry(unknown, 11).latency() == std::nullopt);
}

TEST_CASE("an attempt leaves its trace in the entry") {
  const SmtpAttempt greylisted{
      .disposition = deferred,
      .reply = SmtpReply{.code = 451, .enhanced_code = "4.7.1", .text = "greylisted"},
      .phases = {{SmtpPhase::connect, Micros{900}}}};
  auto seen = with_attempt(entry(), greylisted, at(3));
  CHECK(seen.attempts == 1);
  CHECK(seen.deferrals == 1);
  CHECK(seen.disposition == deferred);
  CHECK(seen.detail == "451 4.7.1 greylisted");
  CHECK(seen.phases == greylisted.phases);
  CHECK(seen.accepted == std::nullopt);
  seen = with_attempt(
      seen, {.disposition = not_sent, .failure = Failure{FailureKind::tls, "certificate expired"}}, at(4));
  CHECK(seen.detail == "tls: certificate expired");
  CHECK(seen.deferrals == 1);
  seen =
      with_attempt(seen, {.disposition = accepted, .reply = SmtpReply{.code = 250, .text = "queued"}}, at(9));
  CHECK(seen.attempts == 3);
  CHECK(seen.detail == "250 queued");
  CHECK(seen.accepted == at(9));
  CHECK(with_attempt(entry(), {}, at(1)).detail.empty());
}

TEST_CASE("the first sighting stays, and every copy counts") {
  const Sighting first{.at = at(5), .folder = "INBOX"};
  const Sighting second{.at = at(9), .folder = "Junk", .is_junk = true};
  auto seen = with_sighting(entry(accepted), first, 2);
  CHECK(seen.copies == 2);
  seen = with_sighting(seen, second, 1);
  CHECK(seen.sighting == first);
  CHECK(seen.copies == 3);
  CHECK_FALSE(seen.is_found_after_lost);
}

TEST_CASE("a message found after it was called lost is marked so, for good") {
  auto lost = entry(accepted);
  lost.result = MessageResult::lost;
  auto found = with_sighting(lost, {.at = at(2000), .folder = "INBOX"}, 1);
  CHECK(found.is_found_after_lost);
  CHECK(with_sighting(found, {.at = at(2100), .folder = "INBOX"}, 1).is_found_after_lost);
}

TEST_CASE("results, phases and dispositions have the names of the contract") {
  std::vector<std::string> names;
  for (const auto result : kMessageResults) names.emplace_back(to_string(result));
  CHECK(names == std::vector<std::string>{"delivered", "late", "junk", "refused", "lost"});
  names.clear();
  for (const auto phase : kSmtpPhases) names.emplace_back(to_string(phase));
  CHECK(names ==
        std::vector<std::string>{"connect", "banner", "ehlo", "tls", "auth", "mail", "rcpt", "data", "body"});
  names.clear();
  for (const auto disposition : {accepted, deferred, refused, not_sent, unknown})
    names.emplace_back(to_string(disposition));
  CHECK(names == std::vector<std::string>{"accepted", "deferred", "refused", "not_sent", "unknown"});
}

TEST_CASE("greylisting lasts from the first 4xx reply until the message was taken, and takes a reply") {
  const auto tried = [](LedgerEntry before, SmtpDisposition disposition, double when) {
    return with_attempt(std::move(before), {.disposition = disposition}, at(when));
  };
  auto put_off = tried(tried(entry(), not_sent, 10), deferred, 20);
  CHECK(put_off.first_deferral == at(20));
  CHECK_FALSE(put_off.greylisted());
  put_off = tried(tried(std::move(put_off), deferred, 30), not_sent, 40);
  CHECK(tried(put_off, accepted, 320).greylisted() == Seconds{300});
  CHECK_FALSE(tried(put_off, refused, 320).greylisted());
  CHECK_FALSE(tried(put_off, unknown, 320).greylisted());
  CHECK_FALSE(tried(tried(entry(), not_sent, 10), accepted, 20).greylisted());
  CHECK_FALSE(tried(put_off, accepted, 19).greylisted());
}
