#include "core/histogram/histogram.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace cutwatch::metrics {

void Histogram::observe(double value) {
  const auto bucket = std::ranges::lower_bound(bounds_, value) - bounds_.begin();
  ++counts_[static_cast<std::size_t>(bucket)];
  sum_ += value;
}

void Histogram::merge(const Histogram& other) {
  std::ranges::transform(counts_, other.counts_, counts_.begin(), std::plus{});
  sum_ += other.sum_;
}

std::uint64_t Histogram::count() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

}  // namespace cutwatch::metrics
