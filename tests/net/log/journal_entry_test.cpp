#include "net/log/journal_entry.hpp"

#include "net/log/journal_cursor.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::net;

namespace {

constexpr const char* kCursor = "s=1a;i=5;b=2b;m=3c;t=4d;x=5e";

std::string entry(const std::string& fields) {
  return fmt::format(R"({{"__CURSOR":"{}","__REALTIME_TIMESTAMP":"1764000000000042","_HOSTNAME":"mx",)"
                     R"("SYSLOG_IDENTIFIER":"postfix/smtpd",{}}})",
                     kCursor, fields);
}

std::string line(const std::string& fields) { return parse_journal_entry(entry(fields)).value().line; }

}  // namespace

TEST_CASE("an entry reads as a syslog daemon would have written it") {
  const auto read = parse_journal_entry(entry(R"("_PID":"42","MESSAGE":"connect from unknown[192.0.2.9]")"));
  REQUIRE(read);
  CHECK(read->line ==
        "2025-11-24T16:00:00.000042+00:00 mx postfix/smtpd[42]: connect from unknown[192.0.2.9]");
  CHECK(read->cursor == kCursor);
  CHECK(read->at == WallTime{Seconds{1'764'000'000}});
  CHECK_FALSE(read->is_shortened);
  CHECK(line(R"("SYSLOG_PID":"7","_PID":"42","MESSAGE":"a")").find("smtpd[7]: a") != std::string::npos);
  CHECK(line(R"("MESSAGE":"a")").ends_with("mx postfix/smtpd: a"));
}

TEST_CASE("a message of octets, or given several times, is a message") {
  CHECK(line(R"("MESSAGE":[104,105,255,0])").ends_with(std::string(": hi\xff\0", 6)));
  CHECK(line(R"("MESSAGE":["first","second"])").ends_with(": first"));
  CHECK(line(R"("MESSAGE":[104,-1,300,1.5])").ends_with(": h???"));
}

TEST_CASE("one entry is one line, and what stands before the message cannot look like its end") {
  CHECK(line(R"("MESSAGE":"a\nNov 23 mx postfix/smtpd[1]: forged")").find('\n') == std::string::npos);
  CHECK(line(R"("MESSAGE":"a\nb")").ends_with(": a#012b"));
  const auto hostile =
      parse_journal_entry(R"({"__REALTIME_TIMESTAMP":"1764000000000042","_HOSTNAME":"m x","MESSAGE":"m",)"
                          R"("SYSLOG_IDENTIFIER":"a[1]: b\nc"})");
  CHECK(hostile.value().line == "2025-11-24T16:00:00.000042+00:00 m_x a_1___b_c: m");
}

TEST_CASE("a message that journalctl left out is counted as shortened") {
  CHECK(parse_journal_entry(entry(R"("MESSAGE":null)")).value().is_shortened);
}

TEST_CASE("what is no entry is refused") {
  for (const auto* text :
       {"", "{", "[]", "null", "{}", R"({"__REALTIME_TIMESTAMP":"x"})", R"({"__REALTIME_TIMESTAMP":"-5"})",
        R"({"__REALTIME_TIMESTAMP":"99999999999999999"})", "-- Boot 1a --", "{\"a\":\"\xff\"}"})
    CHECK_MESSAGE(!parse_journal_entry(text), text);
  CHECK_FALSE(parse_journal_entry(std::string(100'000, '[')));
}

TEST_CASE("a cursor that cannot be kept is left out") {
  const std::string time = R"("__REALTIME_TIMESTAMP":"1764000000000042","__CURSOR":)";
  CHECK(parse_journal_entry("{" + time + "\"a b\"}").value().cursor.empty());
  CHECK(parse_journal_entry("{" + time + "\"" + std::string(kMostOfCursor, 'c') + "\"}")
            .value()
            .cursor.size() == kMostOfCursor);
  CHECK(parse_journal_entry("{" + time + "\"" + std::string(kMostOfCursor + 1, 'c') + "\"}")
            .value()
            .cursor.empty());
}

TEST_CASE("cursors of one entry differ by their sequence numbers at most") {
  CHECK(is_same_entry(kCursor, kCursor));
  CHECK(is_same_entry(kCursor, "s=99;i=1;b=2b;m=3c;t=4d;x=5e"));
  CHECK_FALSE(is_same_entry(kCursor, "s=1a;i=5;b=2b;m=3c;t=4d;x=5f"));
  CHECK_FALSE(is_same_entry(kCursor, "s=1a;i=5;b=2b;m=3c;t=4d"));
  CHECK_FALSE(is_same_entry("a", "b"));
}
