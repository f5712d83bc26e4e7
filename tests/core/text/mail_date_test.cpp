#include "core/text/mail_date.hpp"

#include "core/text/date.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch;

namespace {

std::string read(std::string_view text) {
  const auto instant = parse_mail_date(text);
  return instant ? rfc3339(*instant) : "none";
}

}  // namespace

TEST_CASE("dates of mail, as they are written, are instants in UTC") {
  struct Row {
    const char* text;
    const char* instant;
  };
  const Row rows[] = {
      {"Tue, 01 Dec 2026 20:00:00 +0000", "2026-12-01T20:00:00.000Z"},
      {" Tue, 1 Dec 2026\r\n\t20:00:00 +0100 (CET)", "2026-12-01T19:00:00.000Z"},
      {"1 Dec 2026 20:00 -0800 (PST)", "2026-12-02T04:00:00.000Z"},
      {"Tue, 01 Dec 2026 20:00:00.999 GMT", "2026-12-01T20:00:00.000Z"},
      {"Tue, 01 Dec 26 20:00:00 EST", "2026-12-02T01:00:00.000Z"},
      {"Tue, 01 Dec 126 20:00:00 UT", "2026-12-01T20:00:00.000Z"},
      {"Fri, 01 Dec 95 20:00:00 Z", "1995-12-01T20:00:00.000Z"},
      {"Tue, 01 Dec 2026 20:00:00 -0000", "2026-12-01T20:00:00.000Z"},
      {"Tue, 01 Dec 2026 20:00:00", "2026-12-01T20:00:00.000Z"},
      {"Tue, 01 Dec 2026 20:00:00 XYZ", "2026-12-01T20:00:00.000Z"},
      {"Tue, 01 Dec 2026 20:00:00 GMT+0200", "2026-12-01T20:00:00.000Z"},
      {"Tue, 01 Dec 2026 20:00:00 +02:00", "2026-12-01T18:00:00.000Z"},
      {"Tue, 01 Dec 2026 20:00:00+0200", "2026-12-01T18:00:00.000Z"},
      {"(a (nested) one) Tue, 01 (x) Dec 2026 20:00:00 +0000 (UTC)", "2026-12-01T20:00:00.000Z"},
      {"Tue Dec  1 20:00:00 2026", "2026-12-01T20:00:00.000Z"},
      {"Tue Dec  1 20:00:00 2026 +0100", "2026-12-01T19:00:00.000Z"},
      {"TUE, 01 DEC 2026 20:00:00 +0000", "2026-12-01T20:00:00.000Z"},
      {"Tuesday, 01-Dec-26 20:00:00 GMT", "2026-12-01T20:00:00.000Z"},
      {"2026-12-01T20:00:00Z", "2026-12-01T20:00:00.000Z"},
      {"2026-12-01T20:00:00.5+01:00", "2026-12-01T19:00:00.000Z"},
      {"2026-12-01 20:00:00.405437 +0000 UTC m=+1.5", "2026-12-01T20:00:00.000Z"},
      {"Tue, 30 Jun 2026 23:59:60 +0000", "2026-07-01T00:00:00.000Z"},
      {"Thu, 29 Feb 2024 00:00:00 +0000", "2024-02-29T00:00:00.000Z"},
      {"Tue, 01 Dec 2026 20:00:00 +9999", "2026-12-01T20:00:00.000Z"},
      {"", "none"},
      {"yesterday", "none"},
      {"Tue, 01 Dec 2026", "none"},
      {"20:00:00 +0000", "none"},
      {"Sun, 29 Feb 2026 00:00:00 +0000", "none"},
      {"Tue, 32 Dec 2026 20:00:00 +0000", "none"},
      {"Tue, 01 Dec 2026 24:00:00 +0000", "none"},
      {"Tue, 01 Dec 2026 20:60:00 +0000", "none"},
      {"0000-00-00T00:00:00Z", "none"},
      {"99999-12-01T00:00:00Z", "none"},
      {"Fri, 31 Dec 9999 23:00:00 +0000", "9999-12-31T23:00:00.000Z"},
      {"Fri, 31 Dec 9999 23:00:00 -0100", "none"},  // the year 10000 in UTC
      {"Sat, 01 Jan 0000 00:00:00 +0000", "0000-01-01T00:00:00.000Z"},
      {"Sat, 01 Jan 0000 00:00:00 +0100", "none"},
      {"((((((((((((((((", "none"},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    CHECK(read(row.text) == row.instant);
  }
}

TEST_CASE("what a date's writer writes is what is read") {
  for (std::int64_t second = 0; second < 4'000'000'000; second += 12'345'679) {
    const WallTime instant{Seconds{second}};
    CHECK(parse_mail_date(rfc5322_date(instant)) == instant);
    CHECK(parse_mail_date(rfc3339(instant)) == instant);
  }
}

TEST_CASE("any part of a date is a date or none") {
  const std::string text = "Tue, 01-Dec-2026T20:00:00.25+01:00 (x(y)) 2026/12/01 \xff\x01";
  for (std::size_t begin = 0; begin < text.size(); ++begin)
    for (std::size_t size = 0; begin + size <= text.size(); ++size)
      CHECK_NOTHROW((void)parse_mail_date(text.substr(begin, size)));
}
