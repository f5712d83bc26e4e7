#include "agent/config/suggestion.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::config;

TEST_CASE("the nearest key is suggested, and nothing that is far") {
  const std::vector<std::string> keys{"interval", "stages", "id", "late_after", "lost_after", "tls", "name"};
  struct Row {
    const char* word;
    const char* expected;
  };
  const Row rows[] = {
      {"intervall", "interval"},
      {"intrval", "interval"},
      {"intreval", "interval"},
      {"interbal", "interval"},
      {"stage", "stages"},
      {"lats_after", "late_after"},
      {"lsst_after", "lost_after"},
      {"losd_after", "lost_after"},
      {"ids", ""},
      {"ttl", ""},
      {"quux", ""},
      {"", ""},
      {"tlss", "tls"},
      {"nmae", "name"},
      {"retries", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(std::string(row.word));
    CHECK(nearest(row.word, keys) == row.expected);
  }
  CHECK(nearest(std::string(100'000, 'i'), keys).empty());
  CHECK(nearest("interval", {}).empty());
}
