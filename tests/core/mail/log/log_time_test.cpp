#include "core/mail/log/log_time.hpp"

#include "core/text/date.hpp"
#include "core/text/mail_date.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using cutwatch::parse_mail_date;
using cutwatch::rfc3339_seconds;
using cutwatch::Seconds;
using cutwatch::mail::LogClock;
using cutwatch::mail::read_iso_time;
using cutwatch::mail::read_log_time;

namespace {

std::string time_at(std::string_view text, std::string_view now, cutwatch::LocalZone zone = {}) {
  const auto read = read_log_time(text, LogClock(parse_mail_date(now).value(), zone));
  return read ? rfc3339_seconds(read->time) : "none";
}

}  // namespace

TEST_CASE("a time without a year is of the latest year that is not more than a day after now") {
  const std::pair<std::string_view, std::pair<std::string_view, std::string_view>> table[] = {
      {"Dec 31 23:59:59", {"2027-01-01T00:00:00Z", "2026-12-31T23:59:59Z"}},
      {"Jan  1 00:00:00", {"2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"}},
      {"Jan  1 23:59:59", {"2026-12-31T23:59:58Z", "2026-01-01T23:59:59Z"}},
      {"Jan  1 23:59:59", {"2026-12-31T23:59:59Z", "2027-01-01T23:59:59Z"}},
      {"Dec  2 20:00:00", {"2026-12-01T20:00:00Z", "2026-12-02T20:00:00Z"}},
      {"Dec  2 20:00:01", {"2026-12-01T20:00:00Z", "2025-12-02T20:00:01Z"}},
      {"Feb 29 12:00:00", {"2026-12-01T20:00:00Z", "2024-02-29T12:00:00Z"}},
      {"Feb 29 12:00:00", {"2028-02-28T12:00:00Z", "2028-02-29T12:00:00Z"}},
      {"Feb 29 12:00:00", {"2028-02-28T11:59:59Z", "2024-02-29T12:00:00Z"}},
      {"Feb 29 12:00:00", {"2104-02-01T00:00:00Z", "2096-02-29T12:00:00Z"}},
  };
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    CHECK(time_at(text, expected.first) == expected.second);
  }
}

TEST_CASE("the forms of a log's time are read, and how long they are") {
  const std::pair<std::string_view, std::string_view> table[] = {
      {"Dec  1 20:00:00", "2026-12-01T20:00:00Z"},
      {"Dec 1 20:00:00", "2026-12-01T20:00:00Z"},
      {"Dec 01 20:00:00.987654", "2026-12-01T20:00:00Z"},
      {"Dec  1 2019 20:00:00", "2019-12-01T20:00:00Z"},
      {"2019 Dec  1 20:00:00", "2019-12-01T20:00:00Z"},
      {"2026-12-01T20:00:00.392405+01:00", "2026-12-01T19:00:00Z"},
      {"2026-12-01T20:00:00-0530", "2026-12-02T01:30:00Z"},
      {"2026-12-01T20:00:00Z", "2026-12-01T20:00:00Z"},
      {"2026-12-01 20:00:00", "2026-12-01T20:00:00Z"},
      {"2026-12-01 20:00:00.123 +0100", "2026-12-01T19:00:00Z"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
  };
  const LogClock clock(parse_mail_date("2026-12-02T00:00:00Z").value());
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    const auto line = std::string(text) + " mx";
    const auto read = read_log_time(line, clock);
    REQUIRE(read.has_value());
    CHECK(rfc3339_seconds(read->time) == expected);
    CHECK(read->length == text.size());
  }
}

TEST_CASE("what no calendar has is no time") {
  for (const std::string_view text :
       {"", "Dec", "Dec  1", "Dec  1 20:00", "Feb 30 00:00:00", "Dec  0 00:00:00", "Dec 32 00:00:00",
        "Dec  1 24:00:00", "Dec  1 20:60:00", "Dec  1 20:00:61", "Foo  1 20:00:00", "dec  1 20:00:00",
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-12-01", "2026-12-01x20:00:00",
        "Dec  x 20:00:00", "Dec  120:00:00"}) {
    CAPTURE(text);
    CHECK(time_at(text, "2026-12-02T00:00:00Z") == "none");
  }
}

TEST_CASE("a time without a zone is of the log's") {
  const auto now = "2026-12-31T23:00:00Z";
  CHECK(time_at("Jan  1 00:30:00", now, Seconds(3600)) == "2026-12-31T23:30:00Z");
  CHECK(time_at("2026-12-01 20:00:00", now, Seconds(3600)) == "2026-12-01T19:00:00Z");
  CHECK(time_at("2026-12-01T20:00:00Z", now, Seconds(3600)) == "2026-12-01T20:00:00Z");
  // A day after now is reckoned by the log's own clock.
  CHECK(time_at("Jan  2 00:00:00", now, Seconds(3600)) == "2027-01-01T23:00:00Z");
  CHECK(time_at("Jan  2 00:00:01", now, Seconds(3600)) == "2026-01-01T23:00:01Z");
}

TEST_CASE("a time without a zone is of the zone of its own day") {
  const Seconds summer(7200);
  const Seconds winter(3600);
  const auto autumn = parse_mail_date("2026-10-25T01:00:00Z").value();
  const cutwatch::LocalZone put_back{winter, autumn, summer};
  const std::string_view now = "2026-10-25T06:00:00Z";
  CHECK(time_at("Oct 25 07:00:00", now, put_back) == "2026-10-25T06:00:00Z");
  CHECK(time_at("Oct 25 03:00:00", now, put_back) == "2026-10-25T02:00:00Z");
  CHECK(time_at("Oct 25 02:30:00", now, put_back) == "2026-10-25T01:30:00Z");
  CHECK(time_at("Oct 25 01:59:59", now, put_back) == "2026-10-24T23:59:59Z");
  CHECK(time_at("2026-10-24 20:00:00", now, put_back) == "2026-10-24T18:00:00Z");
  CHECK(time_at("2026 Oct 24 20:00:00", now, put_back) == "2026-10-24T18:00:00Z");
  CHECK(time_at("2026-10-24T20:00:00+05:00", now, put_back) == "2026-10-24T15:00:00Z");
  const cutwatch::LocalZone put_forward{summer, parse_mail_date("2026-03-29T01:00:00Z").value(), winter};
  CHECK(time_at("Mar 29 01:59:59", "2026-03-29T06:00:00Z", put_forward) == "2026-03-29T00:59:59Z");
  CHECK(time_at("Mar 29 03:00:00", "2026-03-29T06:00:00Z", put_forward) == "2026-03-29T01:00:00Z");
}
