#include "core/mail/log/syslog_head.hpp"

#include "core/text/date.hpp"
#include "tests/core/mail/log/log_lines.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>

using cutwatch::rfc3339_seconds;
using cutwatch::mail::LogClock;
using cutwatch::mail::read_syslog_head;
using cutwatch::mail::SyslogHead;
using cutwatch::mail::test::kNow;

namespace {

std::optional<SyslogHead> head_of(std::string_view line) { return read_syslog_head(line, LogClock(kNow)); }

}  // namespace

TEST_CASE("the heads that syslog daemons write are read") {
  for (const std::string_view line : {
           "Dec  1 20:00:00 mx postfix/smtpd[24757]: connect from unknown[192.0.2.1]",
           "<22>Dec  1 20:00:00 mx postfix/smtpd[24757]: connect from unknown[192.0.2.1]",
           "Dec  1 20:00:00 <mail.info> mx postfix/smtpd[24757]: connect from unknown[192.0.2.1]",
           "Dec  1 20:00:00 mx postfix/smtpd[24757]: [ID 197553 mail.info] connect from unknown[192.0.2.1]",
           "2026-12-01T21:00:00.392405+01:00 mx postfix/smtpd[24757]: connect from unknown[192.0.2.1]",
           "<22>1 2026-12-01T20:00:00.1Z mx postfix/smtpd 24757 - - connect from unknown[192.0.2.1]",
           "<22>1 2026-12-01T20:00:00Z mx postfix/smtpd 24757 - [a@1 b=\"]\\\" c\"][d@1] "
           "\xEF\xBB\xBF"
           "connect from unknown[192.0.2.1]",
       }) {
    CAPTURE(line);
    const auto head = head_of(line);
    REQUIRE(head.has_value());
    CHECK(rfc3339_seconds(head->time.value()) == "2026-12-01T20:00:00Z");
    CHECK(head->host == "mx");
    CHECK(head->tag == "postfix/smtpd");
    CHECK(head->pid == "24757");
    CHECK(head->message == "connect from unknown[192.0.2.1]");
  }
}

TEST_CASE("host and process need not be told") {
  const auto head = head_of("Dec  1 20:00:00 postfix/qmgr: words: more");
  REQUIRE(head.has_value());
  CHECK(head->host.empty());
  CHECK(head->tag == "postfix/qmgr");
  CHECK(head->pid.empty());
  CHECK(head->message == "words: more");
}

TEST_CASE("a line without a time or a program has no head") {
  using namespace std::string_view_literals;
  for (const auto line :
       {""sv, "\0"sv, "<22>"sv, "hello"sv, "Dec  1 20:00:00"sv, "Dec  1 20:00:00 "sv, "Dec  1 20:00:00 mx"sv,
        "Dec  1 20:00:00 mx words without a program"sv, "Dec  1 20:00:00mx a: b"sv,
        "Dec  1 20:00:00 mx a[1"sv, "Dec  1 20:00:00 mx a[1] b"sv, "<22>1 2026-12-01T20:00:00Z"sv,
        "<22>1 - mx a - - - b"sv, "1 "sv}) {
    CAPTURE(line);
    CHECK_FALSE(head_of(line).has_value());
  }
}
