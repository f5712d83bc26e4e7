#include "agent/config/duration.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch;
using namespace cutwatch::config;

TEST_CASE("a duration is a whole number and its unit") {
  struct Row {
    std::string_view text;
    Millis expected;
  };
  const Row rows[] = {
      {"1ms", Millis{1}},
      {"250ms", Millis{250}},
      {"90s", Seconds{90}},
      {"5m", std::chrono::minutes{5}},
      {"24h", std::chrono::hours{24}},
      {"1d", std::chrono::days{1}},
      {"007s", Seconds{7}},
      {"3650d", std::chrono::days{3650}},
      {"4294967295ms", Millis{4294967295}},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.text));
    CHECK(parse_duration(row.text) == row.expected);
  }
}

TEST_CASE("anything else is none") {
  for (const std::string_view text : {"",      "s",    "90",    "0s",           "0ms",
                                      "-1s",   "+1s",  " 1s",   "1s ",          "1 s",
                                      "1.5s",  "1e3s", "1h30m", "1S",           "1w",
                                      "1us",   "1min", "3651d", "4294967296ms", "99999999999999999999s",
                                      "0x10s", "1s\n"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("a duration is written in the largest unit that fits, and read back the same") {
  CHECK(duration_text(Millis{90'000}) == "90s");
  CHECK(duration_text(Millis{60'000}) == "1m");
  CHECK(duration_text(Millis{1}) == "1ms");
  CHECK(duration_text(std::chrono::hours{36}) == "36h");
  CHECK(duration_text(std::chrono::hours{48}) == "2d");
  for (const auto duration : {Millis{1}, Millis{1500}, Millis{3'600'000}, Millis{86'400'001}}) {
    CHECK(parse_duration(duration_text(duration)) == duration);
  }
}
