#include "core/mail/log/mail_log_line.hpp"

#include "tests/core/mail/log/log_lines.hpp"

#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

using cutwatch::mail::LogClock;
using cutwatch::mail::LogEvent;
using cutwatch::mail::LogLine;
using cutwatch::mail::Mta;
using cutwatch::mail::mta_of;
using cutwatch::mail::read_mail_log_entry;
using cutwatch::mail::read_mail_log_line;
using cutwatch::mail::test::kNow;
using cutwatch::mail::test::lines_of;
using cutwatch::mail::test::log_line;
using cutwatch::mail::test::postfix;
using namespace std::string_literals;

namespace {

/// How many lines of the sample tell each event.
std::map<LogEvent, int> events_of(const std::string& sample, Mta mta, std::optional<Mta> given) {
  std::map<LogEvent, int> counts;
  for (const auto& text : lines_of(CUTWATCH_LOG_LINES "/" + sample)) {
    CAPTURE(text);
    const auto line = read_mail_log_line(text, LogClock(kNow), given);
    REQUIRE(line.has_value());
    CHECK(line->mta == mta);
    ++counts[line->event];
  }
  return counts;
}

}  // namespace

TEST_CASE("real logs are read, line by line") {
  using enum LogEvent;
  using Counts = std::map<LogEvent, int>;
  for (const auto given : {std::optional<Mta>(), std::optional(Mta::postfix)}) {
    CHECK(events_of("postfix-proxy.log", Mta::postfix, given) == Counts{{connect, 16},
                                                                        {disconnect, 16},
                                                                        {accept, 13},
                                                                        {reject, 1},
                                                                        {queued, 26},
                                                                        {sent, 12},
                                                                        {deferred, 13},
                                                                        {bounced, 3},
                                                                        {removed, 13},
                                                                        {composed, 14},
                                                                        {submitted, 1},
                                                                        {other, 24}});
    CHECK(events_of("postfix-upstream.log", Mta::postfix, given) == Counts{{connect, 264},
                                                                           {disconnect, 264},
                                                                           {accept, 15},
                                                                           {reject, 45},
                                                                           {queued, 14},
                                                                           {sent, 15},
                                                                           {removed, 14},
                                                                           {composed, 14},
                                                                           {other, 248}});
  }
  for (const auto given : {std::optional<Mta>(), std::optional(Mta::exim)})
    CHECK(events_of("exim-mainlog.log", Mta::exim, given) == Counts{{accept, 3},
                                                                    {sent, 1},
                                                                    {deferred, 50},
                                                                    {bounced, 2},
                                                                    {removed, 2},
                                                                    {held, 51},
                                                                    {connect, 2},
                                                                    {disconnect, 2},
                                                                    {other, 179}});
  CHECK(events_of("opensmtpd.log", Mta::opensmtpd, Mta::opensmtpd) == Counts{{other, 6},
                                                                             {connect, 3},
                                                                             {accept, 3},
                                                                             {queued, 3},
                                                                             {disconnect, 3},
                                                                             {sent, 1},
                                                                             {bounced, 1},
                                                                             {deferred, 1}});
}

TEST_CASE("the server is told by the line unless it is given") {
  CHECK(mta_of("exim") == Mta::exim);
  CHECK_FALSE(mta_of("qmail").has_value());
  const auto text = postfix("qmgr", "3F2A1B4C5D: removed");
  CHECK(log_line(text).mta == Mta::postfix);
  CHECK(log_line(text, Mta::exim).event == LogEvent::other);
  CHECK_FALSE(log_line(text, Mta::exim).mta.has_value());
  const auto other = "Dec  1 20:00:00 mx dovecot: imap-login: Login: 3F2A1B4C5D: removed"s;
  CHECK_FALSE(log_line(other).mta.has_value());
  CHECK(log_line(other).daemon == "dovecot");
  CHECK(log_line(other).event == LogEvent::other);
  CHECK_FALSE(log_line("Dec  1 20:00:00 mx /usr/sbin/cron[1]: x: removed").mta.has_value());
}

TEST_CASE("an entry of the journal is read by its parts") {
  const auto line = read_mail_log_entry(
      {.time = kNow, .host = "mx", .tag = "postfix/qmgr", .pid = "1", .message = "3F2A1B4C5D: removed"},
      LogClock(kNow));
  CHECK(line.event == LogEvent::removed);
  CHECK(line.queue_id == "3F2A1B4C5D");
  CHECK(line.time == kNow);
}

TEST_CASE("a line end is no part of a line") {
  const auto text = postfix("qmgr", "3F2A1B4C5D: removed\r\n");
  CHECK(log_line(text).event == LogEvent::removed);
}

TEST_CASE("any bytes are read without harm") {
  for (const auto& text : {"\0"s,
                           "\n"s,
                           "["s,
                           "<"s,
                           "2026-12-01 20:00:00"s,
                           "2026-12-01 20:00:00 "s,
                           "2026-12-01 20:00:00 1xUnsc-0008Bp-14"s,
                           "2026-12-01 20:00:00 1xUnsc-0008Bp-14 <= "s,
                           "2026-12-01 20:00:00 1xUnsc-0008Bp-14 == H="s,
                           "2026-12-01 20:00:00 H="s,
                           "71983e99f341e65e "s,
                           "71983e99f341e65e smtp connected address="s,
                           postfix("smtpd", ""),
                           postfix("smtpd", "3F2A1B4C5D: "),
                           postfix("smtpd", "3F2A1B4C5D:"),
                           postfix("smtpd", "3F2A1B4C5D: client="),
                           postfix("smtpd", "NOQUEUE: reject: "),
                           postfix("smtpd", "NOQUEUE: reject: RCPT from "),
                           postfix("smtp", "3F2A1B4C5D: to=<"),
                           postfix("smtp", "3F2A1B4C5D: to=<>, status="),
                           postfix("smtpd", "connect from "),
                           postfix("smtpd", "connect from [\0]\x1b[31m"s)}) {
    for (const auto given : {std::optional<Mta>(), std::optional(Mta::postfix), std::optional(Mta::exim),
                             std::optional(Mta::opensmtpd)})
      CHECK(log_line(text, given).client.address.empty());
  }
}

TEST_CASE("a line of a megabyte is read in no more time than its first part") {
  for (const auto& filling :
       {"<"s, "\""s, "\\"s, "("s, ") ["s, ": "s, "; from=<"s, " from "s, "a=b "s, ", "s, "[::1]"s}) {
    std::string large;
    while (large.size() < 1'000'000) large += filling;
    for (const auto& head :
         {postfix("smtp", "3F2A1B4C5D: to=<"),
          postfix("smtpd", "NOQUEUE: reject: RCPT from a[1.2.3.4]: 550 "),
          postfix("cleanup", "3F2A1B4C5D: hold: header "), "2026-12-01 20:00:00 1xUnsc-0008Bp-14 <= a H=("s,
          "2026-12-01 20:00:00 1xUnsc-0008Bp-14 ** a "s, "2026-12-01 20:00:00 H=("s,
          "71983e99f341e65e smtp envelope from=<"s}) {
      const auto text = head + large;
      const auto line = read_mail_log_line(text, LogClock(kNow));
      REQUIRE(line.has_value());
      CHECK(line->reply.size() <= 65'536);
    }
  }
}
