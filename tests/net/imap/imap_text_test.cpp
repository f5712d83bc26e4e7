#include "net/imap/imap_text.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace std::chrono;

TEST_CASE("quoted strings cannot be broken out of") {
  CHECK(quoted("a\"b\\c").value() == "\"a\\\"b\\\\c\"");
  for (const char* bad : {"a\r\nb", "a\nb", "\xc3\xa9"}) CHECK_FALSE(quoted(bad).has_value());
  CHECK_FALSE(quoted(std::string_view("a\0b", 3)).has_value());
}

TEST_CASE("folder names in modified UTF-7") {
  CHECK(modified_utf7("INBOX").value() == "INBOX");
  CHECK(modified_utf7("Entw\xc3\xbcrfe").value() == "Entw&APw-rfe");
  CHECK(modified_utf7("a&b").value() == "a&-b");
  CHECK(modified_utf7("~peter/mail/\xe5\x8f\xb0\xe5\x8c\x97/\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e").value() ==
        "~peter/mail/&U,BTFw-/&ZeVnLIqe-");  // RFC 3501 §5.1.3
  CHECK(modified_utf7("\xf0\x9f\x98\x80").value() == "&2D3eAA-");
  for (const char* bad : {"\xc3", "\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"}) {
    CHECK_FALSE(modified_utf7(bad).has_value());
  }
}

TEST_CASE("internal dates") {
  const WallTime expected = sys_days{year{2026} / 7 / 17} + hours{9} + minutes{44} + seconds{25};
  CHECK(internal_date("17-Jul-2026 02:44:25 -0700") == expected);
  CHECK(internal_date("17-Jul-2026 15:14:25 +0530") == expected);
  CHECK(internal_date(" 1-Dec-2026 00:00:00 +0000") == WallTime{sys_days{year{2026} / 12 / 1}});
  for (const char* bad :
       {"", "17-Jul-2026", "31-Feb-2026 02:44:25 +0000", "17-Xxx-2026 02:44:25 +0000",
        "17-Jul-2026 25:44:25 +0000", "17-Jul-2026 02:44:25 x0000", "17-Jul-2026 02:44:25 +0x00"}) {
    CHECK_FALSE(internal_date(bad).has_value());
  }
}

TEST_CASE("header fields, unfolded") {
  const auto fields = header_fields(
      "X-Cutwatch-Id: one\r\n\t two\r\nmessage-id:<a@b>\r\nno colon\r\nbad name : \x1b[2J \r\n: "
      "x\r\n\r\nBody: no\r\n");
  CHECK(fields == std::vector<HeaderField>{{"X-Cutwatch-Id", "one  two"}, {"message-id", "<a@b>"}});
  CHECK(header_fields("A: cut in the mid") == std::vector<HeaderField>{{"A", "cut in the mid"}});
  CHECK(header_fields("A:\xff\n") == std::vector<HeaderField>{{"A", "\\xff"}});
  CHECK(header_fields("A : b\n") == std::vector<HeaderField>{{"A", "b"}});
  CHECK(header_fields("").empty());
  CHECK(header_fields(" continued\r\nA: b\r\n") == std::vector<HeaderField>{{"A", "b"}});
}

TEST_CASE("a day is written as IMAP has it, in UTC") {
  using namespace std::chrono;
  CHECK(date_text(WallTime{sys_days{year{2026} / 12 / 1}}) == "1-Dec-2026");
  CHECK(date_text(WallTime{sys_days{year{2026} / 12 / 1}} - Millis{1}) == "30-Nov-2026");
  CHECK(date_text(WallTime{sys_days{year{2028} / 2 / 29}} + hours{23}) == "29-Feb-2028");
}
