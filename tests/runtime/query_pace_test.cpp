#include "runtime/query_pace.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace cutwatch;
using namespace std::chrono_literals;

TEST_CASE("three queries go at once, then one every two seconds") {
  QueryPace pace;
  const SteadyTime start{1h};
  std::vector<Millis> after;
  for (int i = 0; i < 6; ++i)
    after.push_back(std::chrono::duration_cast<Millis>(*pace.turn("one", start, 1h) - start));
  CHECK(after == std::vector<Millis>{0s, 0s, 0s, 2s, 4s, 6s});
}

TEST_CASE("over any time no operator gets more than its rate and one burst") {
  QueryPace pace;
  SteadyTime now{1h};
  int went = 0;
  for (int i = 0; i < 10'000; ++i, now += 100ms) went += pace.turn("one", now, 0ms) ? 1 : 0;
  CHECK(went <= 1000 / 2 + kQueryBurst);
  CHECK(went >= 1000 / 2);
}

TEST_CASE("a turn that is too far away is not taken") {
  QueryPace pace;
  const SteadyTime now{1h};
  for (int i = 0; i < 3; ++i) CHECK(pace.turn("one", now, 0ms));
  for (int i = 0; i < 100; ++i) CHECK_FALSE(pace.turn("one", now, 1999ms));
  CHECK(pace.wait("one", now) == 2s);
  CHECK(pace.turn("one", now, 2s) == now + 2s);
  CHECK(pace.wait("one", now) == 4s);
}

TEST_CASE("operators do not wait for each other, and a pause saves up one burst, not more") {
  QueryPace pace;
  const SteadyTime now{1h};
  for (int i = 0; i < 3; ++i) CHECK(pace.turn("one", now, 0ms));
  CHECK(pace.turn("two", now, 0ms));
  CHECK(pace.wait("three", now) == 0s);
  const SteadyTime later = now + 24h;
  for (int i = 0; i < 3; ++i) CHECK(pace.turn("one", later, 0ms));
  CHECK_FALSE(pace.turn("one", later, 0ms));
}
