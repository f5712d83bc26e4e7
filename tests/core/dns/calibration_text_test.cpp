#include "core/dns/calibration_text.hpp"

#include "tests/core/dns/calibration_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

TEST_CASE("calibration: each figure in words") {
  struct Row {
    dns::Calibration seen;
    const char* sentence;
  };
  const Row rows[] = {
      {measured({}), "no cap up to 172800 s, no floor, TTLs run down, at least 1 cache"},
      {measured({.caps = {Seconds{86'400}}, .floors = {Seconds{30}}}),
       "cap 86400 s, floor 30 s, TTLs run down, at least 1 cache"},
      {measured(
           {.caches = 2, .caps = {Seconds{3'600}, Seconds{86'400}}, .floors = {Seconds{60}, Seconds{300}}}),
       "cap 3600 to 86400 s, floor 60 to 300 s, TTLs run down, at least 2 caches (its caches keep TTLs for "
       "different times)"},
      {measured({.floors = {Seconds{60}}, .hides_floor = true}),
       "no cap up to 172800 s, floor ?, TTLs run down, at least 1 cache (floor: it serves a copy with TTL 0 "
       "for 8 s and more, by a floor or as stale)"},
      {measured({.is_frozen = true}), "no cap up to 172800 s, no floor, TTLs stand still, at least 1 cache"},
  };
  for (const auto& row : rows) CHECK(dns::sentence_of(row.seen) == row.sentence);
}

TEST_CASE("calibration: what was not measured is a question mark, with why") {
  dns::Calibration seen{.caches = 1, .unmeasured = {"floor: no answer (timeout)"}};
  CHECK(dns::cap_text(seen) == "?");
  CHECK(dns::floor_text(seen) == "?");
  CHECK(dns::aging_text(seen) == "?");
  CHECK(dns::note_text(seen) == "floor: no answer (timeout)");
}
