#include "core/mail/awaited_report.hpp"

#include "core/mail/contribution.hpp"
#include "core/mail/ledger_entry.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

// How messages end that are awaited in no mailbox.
using namespace cutwatch;
using namespace cutwatch::mail;
using test::at;

namespace {

using enum SmtpDisposition;
using enum ReportingWay;

LedgerEntry entry(SmtpDisposition disposition, bool is_promised = true) {
  LedgerEntry out{
      .id = "a", .recorded = at(0), .limits = {.late_after = Seconds{120}, .lost_after = Seconds{900}}};
  out.disposition = disposition;
  out.first_attempt = at(0);
  if (disposition == accepted) out.accepted = at(0);
  out.awaited_report = AwaitedReport{.mailbox = "bounces", .is_promised = is_promised};
  return out;
}

LedgerEntry told(ReportVerdict verdict, LedgerEntry out = entry(accepted)) {
  out.report = DeliveryReport{.at = at(10), .verdict = verdict};
  return out;
}

LedgerEntry delivered_at(double read, std::optional<double> filed = {}) {
  auto out = told(ReportVerdict::delivered);
  out.sighting = Sighting{.at = at(read), .folder = ""};
  if (filed) out.sighting->filed = at(*filed);
  return out;
}

}  // namespace

TEST_CASE("a message that is awaited in no mailbox ends as its report says, or as its silence can tell") {
  struct Row {
    const char* what;
    LedgerEntry entry;
    ReportingWay way;
    std::optional<double> read;
    std::optional<MessageResult> result;
  };
  const Row rows[] = {
      {"reported to be delivered", delivered_at(10), unproven, 10, MessageResult::delivered},
      {"reported late", delivered_at(121), proven, 121, MessageResult::late},
      {"read late, filed in time", delivered_at(121, 100), proven, 121, MessageResult::delivered},
      {"bounced: no mailbox has a word", told(ReportVerdict::refused), unproven, {}, MessageResult::refused},
      {"given up", told(ReportVerdict::given_up), unproven, {}, MessageResult::lost},
      {"refused by the first server", entry(refused), unproven, {}, MessageResult::refused},
      {"nothing heard yet", entry(accepted), proven, 900, {}},
      {"nothing heard on a way that reports", entry(accepted), proven, 900.001, MessageResult::lost},
      {"the reports not read since", entry(accepted), proven, {}, {}},
      {"nothing heard on a way that never did", entry(accepted), unproven, 901, MessageResult::untold},
      {"nobody promised", entry(accepted, false), proven, 901, MessageResult::untold},
      {"nobody promised, and its time not out", entry(accepted, false), proven, 899, {}},
      {"passed on", told(ReportVerdict::passed_on), proven, 100, {}},
      {"passed on, its time out", told(ReportVerdict::passed_on), proven, 901, MessageResult::untold},
      {"delivered elsewhere", told(ReportVerdict::elsewhere), proven, 901, MessageResult::untold},
      {"another recipient", told(ReportVerdict::unclear), proven, 901, MessageResult::untold},
      {"delayed to the end", told(ReportVerdict::delayed), proven, 901, MessageResult::lost},
      {"delayed, and perhaps delivered since", told(ReportVerdict::delayed), unproven, 901,
       MessageResult::untold},
      {"never taken", entry(deferred, false), unproven, 901, MessageResult::lost},
      {"whether it was taken is not known", entry(unknown, false), proven, 901, MessageResult::untold},
      {"the same behind a promise", entry(unknown), proven, 901, MessageResult::lost},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(result_of(row.entry, row.read ? std::optional(at(*row.read)) : std::nullopt, row.way) ==
          row.result);
  }
}

TEST_CASE("silence tells nothing where reports were passed over") {
  auto missed = entry(accepted);
  CHECK(is_silence_telling(missed, proven));
  missed.awaited_report->is_perhaps_missed = true;
  CHECK_FALSE(is_silence_telling(missed, proven));
  missed.disposition = deferred;
  CHECK(is_silence_telling(missed, proven));
}

TEST_CASE("a server that offers no DSN is named in what is known of the message") {
  LedgerEntry fresh{.id = "a", .recorded = at(0), .awaited_report = AwaitedReport{.mailbox = "bounces"}};
  const SmtpAttempt taken{.disposition = accepted,
                          .reply = SmtpReply{.code = 250, .enhanced_code = "2.0.0", .text = "queued"}};
  const auto mute = with_attempt(fresh, taken, at(1));
  CHECK(mute.detail ==
        "250 2.0.0 queued (it offers no DSN, RFC 3461: whether the message arrives cannot be known)");
  auto promised = taken;
  promised.is_report_promised = true;
  const auto asked = with_attempt(fresh, promised, at(1));
  CHECK(asked.detail == "250 2.0.0 queued");
  CHECK(asked.awaited_report->is_promised);
  fresh.awaited_report.reset();
  CHECK(with_attempt(fresh, taken, at(1)).detail == "250 2.0.0 queued");
}

TEST_CASE("what shows that a way reports is a report of a delivery, never a loss that none was told of") {
  CHECK(delivered_at(10).shows_reporting());
  CHECK_FALSE(told(ReportVerdict::passed_on).shows_reporting());
  CHECK_FALSE(told(ReportVerdict::elsewhere).shows_reporting());
  auto silent = entry(accepted);
  CHECK_FALSE(silent.shows_reporting());
  silent.result = MessageResult::lost;
  CHECK_FALSE(silent.shows_reporting());
  silent.result = MessageResult::untold;
  CHECK_FALSE(silent.shows_reporting());
  auto bounced = told(ReportVerdict::given_up);
  bounced.result = MessageResult::lost;
  CHECK_FALSE(bounced.shows_reporting());
  auto put_off = entry(deferred);
  put_off.result = MessageResult::lost;
  CHECK_FALSE(put_off.shows_reporting());
}

TEST_CASE("a message of which nothing is known counts no latency, whatever is heard later") {
  auto late = delivered_at(2000);
  late.result = MessageResult::untold;
  CHECK_FALSE(contribution_of(late).latency);
  late.result = MessageResult::late;
  CHECK(contribution_of(late).latency == Millis{2'000'000});
}
