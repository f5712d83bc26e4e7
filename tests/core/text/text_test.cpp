#include "core/text/ascii.hpp"
#include "core/text/counted.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch;
using namespace std::chrono_literals;

TEST_CASE("printable text keeps ASCII and writes every other byte as hexadecimal") {
  struct Row {
    std::string bytes;
    std::string shown;
  };
  const Row rows[] = {
      {"plain text ~", "plain text ~"},
      {"", ""},
      {"\x1b[2J", "\\x1b[2J"},
      {"a\nb\tc\r", "a\\x0ab\\x09c\\x0d"},
      {"\xff\x7f\x80", "\\xff\\x7f\\x80"},
      {std::string("a\0b", 3), "a\\x00b"},
      {"\xe2\x80\xae", "\\xe2\\x80\\xae"},
  };
  for (const auto& [bytes, shown] : rows) CHECK(printable(bytes) == shown);
}

TEST_CASE("printable text is never longer than allowed and shows where it was cut") {
  CHECK(printable(std::string(256, 'a')) == std::string(256, 'a'));
  CHECK(printable(std::string(257, 'a')) == std::string(253, 'a') + "...");
  for (std::size_t max = 0; max < 40; ++max) {
    CHECK(printable(std::string(100, 'x'), max).size() <= std::max<std::size_t>(max, 3));
    CHECK(printable(std::string(100, '\x01'), max).size() <= std::max<std::size_t>(max, 3));
  }
}

TEST_CASE("instants are written as RFC 3339 and RFC 5322 want them, before 1970 and after 2038 too") {
  struct Row {
    WallTime instant;
    std::string rfc3339;
    std::string rfc5322;
  };
  const Row rows[] = {
      {WallTime{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1} + 20h + 125ms},
       "2026-12-01T20:00:00.125Z", "Tue, 01 Dec 2026 20:00:00 +0000"},
      {WallTime{}, "1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 +0000"},
      {WallTime{-1ms}, "1969-12-31T23:59:59.999Z", "Wed, 31 Dec 1969 23:59:59 +0000"},
      {WallTime{std::chrono::sys_days{std::chrono::year{2038} / 1 / 20} + 7ms}, "2038-01-20T00:00:00.007Z",
       "Wed, 20 Jan 2038 00:00:00 +0000"},
      {WallTime{std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} + 23h}, "9999-12-31T23:00:00.000Z",
       "Fri, 31 Dec 9999 23:00:00 +0000"},
  };
  for (const auto& row : rows) {
    CHECK(rfc3339(row.instant) == row.rfc3339);
    CHECK(rfc3339_seconds(row.instant) == row.rfc3339.substr(0, 19) + "Z");
    CHECK(rfc5322_date(row.instant) == row.rfc5322);
  }
}

TEST_CASE("what is counted has its plural") {
  CHECK(counted(0, "server") == "0 servers");
  CHECK(counted(1, "server") == "1 server");
  CHECK(counted(2, "server") == "2 servers");
}

TEST_CASE("only ASCII has digits, letters and cases") {
  CHECK(lowered("MX.Example.ORG [\\]^_`@Z\xc3\x84") == "mx.example.org [\\]^_`@z\xc3\x84");
  std::string alphanumeric;
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    CHECK(is_alphanumeric(c) == (is_digit(c) || is_letter(c)));
    if (is_alphanumeric(c)) alphanumeric += c;
  }
  CHECK(alphanumeric == "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}
