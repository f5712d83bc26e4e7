#include "core/histogram/histogram.hpp"

#include <doctest/doctest.h>

using cutwatch::metrics::Histogram;

TEST_CASE("an observation falls under the first bound that it does not exceed") {
  static constexpr double kBounds[] = {1, 2, 5};
  Histogram histogram{kBounds};
  for (const double value : {-1.0, 0.5, 1.0, 1.5, 2.0, 5.0, 5.1, 1e9}) histogram.observe(value);
  CHECK(histogram.counts() == std::vector<std::uint64_t>{3, 2, 1, 2});
  CHECK(histogram.count() == 8);
  Histogram other{kBounds};
  other.observe(3);
  histogram.merge(other);
  CHECK(histogram.counts() == std::vector<std::uint64_t>{3, 2, 2, 2});
  CHECK(other.sum() == 3);
}
