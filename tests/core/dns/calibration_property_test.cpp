#include "tests/core/dns/calibration_bench.hpp"

#include <doctest/doctest.h>

// Resolvers by chance: no figure is ever worse than the truth.
using namespace cutwatch;
using namespace cutwatch::test;

namespace {

std::optional<Seconds> any_cap(Cases& cases) {
  if (cases.chance(40)) return std::nullopt;
  return Seconds{cases.chance(30) ? cases.between(0, 60) : cases.between(60, 172'000)};
}

MeasuredWays any_ways(Cases& cases) {
  MeasuredWays ways;
  ways.caches = static_cast<std::size_t>(cases.chance(50) ? 1 : cases.between(2, 6));
  ways.caps = {any_cap(cases)};
  ways.floors = {Seconds{cases.chance(50) ? 0 : cases.between(3, 600)}};
  ways.rounds_up = cases.chance(50);
  ways.is_named = cases.chance(30);
  ways.takes_turns = cases.chance(50);
  ways.loses = cases.chance(40) ? 15 : 0;
  ways.miss = cases.between(1, 400);
  ways.hit = cases.between(1, ways.miss);
  ways.jitter = cases.between(0, cases.chance(30) ? 1'200 : 100);
  return ways;
}

}  // namespace

TEST_CASE("calibration: of any honest cache, the cap, the floor and no more caches than there are") {
  for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
    INFO("seed ", seed);
    Cases cases(seed);
    const auto ways = any_ways(cases);
    const auto published = wildcards(172'800, cases.between(1, 5));
    const auto run = MeasuredResolver(ways, published, seed).run();
    const auto seen = dns::calibration_of(run, published);
    if (!seen) {
      CHECK(ways.loses > 0);
      continue;
    }
    CHECK(seen->caches <= ways.caches);
    CHECK(seen->aging != dns::Aging::frozen);
    const auto kept = std::max(ways.caps.front().value_or(Seconds{172'800}), ways.floors.front());
    if (seen->given_long) {
      const bool is_capped = kept + Seconds{6} < Seconds{172'800};
      CHECK(seen->cap().has_value() == is_capped);
      if (is_capped) {
        CHECK(*seen->cap() <= kept);
        CHECK(*seen->cap() + Seconds{3} >= kept);
      }
    }
    const auto capped = std::min(published.short_lived.ttl, ways.caps.front().value_or(Seconds{5}));
    const auto held = std::max(capped, ways.floors.front());
    if (seen->floor()) CHECK(*seen->floor() <= std::max(held, Seconds{2}));
    if (seen->given_short && held > published.short_lived.ttl + Seconds{2}) {
      REQUIRE(seen->floor());
      CHECK(*seen->floor() + Seconds{1} >= held);
    }
    if (held <= published.short_lived.ttl) CHECK(seen->floor() == std::nullopt);
  }
}

TEST_CASE("calibration: a frozen or hidden manner is found, and by no more than it is") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    INFO("seed ", seed);
    Cases cases(seed);
    auto ways = any_ways(cases);
    ways.caches = 1;
    ways.floors = {Seconds{cases.between(20, 600)}};
    ways.caps = {std::nullopt};
    ways.loses = 0;
    ways.hides_floor = true;
    ways.rounds_up = true;
    const auto hidden = measured(ways, seed);
    const bool is_quick = 2 * (ways.miss + ways.jitter) < 900;
    if (is_quick) CHECK(hidden.held_at_zero.has_value());
    if (hidden.held_at_zero) CHECK(*hidden.held_at_zero <= ways.floors.front());
    CHECK(hidden.floor() == std::nullopt);
    ways.hides_floor = false;
    ways.is_frozen = true;
    ways.jitter = ways.miss - ways.hit;
    const auto frozen = measured(ways, seed);
    CHECK(frozen.caches == 1);
    CHECK(frozen.aging != dns::Aging::counts_down);
    if (ways.miss > ways.hit + ways.jitter) CHECK(frozen.aging == dns::Aging::frozen);
  }
}
