#include "runtime/random.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <set>

using cutwatch::KernelRandom;

TEST_CASE("numbers below a bound stay below it, reach all of it and prefer none") {
  KernelRandom random;
  for (const std::uint32_t bound : {1U, 2U, 3U, 10U}) {
    std::array<int, 10> counts{};
    constexpr int kDraws = 60'000;
    for (int i = 0; i < kDraws; ++i) ++counts.at(random.below(bound));
    const int fair = kDraws / static_cast<int>(bound);
    for (std::uint32_t value = 0; value < bound; ++value)
      CHECK(std::abs(counts.at(value) - fair) < fair / 8 + 1);
  }
}

TEST_CASE("the upper part of a large bound is not drawn less often than the lower") {
  // With a plain remainder, values below 2^30 would come half again as often as those above: 2^32 = 3·2^30 +
  // 2^30.
  KernelRandom random;
  constexpr std::uint32_t kBound = 3U << 30;
  int low = 0;
  constexpr int kDraws = 60'000;
  for (int i = 0; i < kDraws; ++i) low += random.below(kBound) < (1U << 30) ? 1 : 0;
  CHECK(low > kDraws * 30 / 100);
  CHECK(low < kDraws * 37 / 100);
}

TEST_CASE("draws do not repeat, across refills of the buffer and mixed sizes too") {
  KernelRandom random;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 3'000; ++i) {
    CHECK(seen.insert(random.next64()).second);
    random.next16();
    random.next32();
  }
}
