#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace cutwatch::metrics {

/// Counts of observations by upper bound, as Prometheus has them. A value; the bounds must outlive it
/// (constants).
class Histogram {
 public:
  explicit Histogram(std::span<const double> bounds) : bounds_(bounds), counts_(bounds.size() + 1) {}

  /// One that goes on from what was counted before; `counts` are not cumulative, and one more than bounds.
  Histogram(std::span<const double> bounds, std::vector<std::uint64_t> counts, double sum)
      : bounds_(bounds), counts_(std::move(counts)), sum_(sum) {}

  void observe(double value);
  /// Adds the observations of another histogram with the same bounds.
  void merge(const Histogram& other);

  std::span<const double> bounds() const { return bounds_; }
  /// Not cumulative; one more than bounds: the last is +Inf's.
  const std::vector<std::uint64_t>& counts() const { return counts_; }
  std::uint64_t count() const;
  double sum() const { return sum_; }

 private:
  std::span<const double> bounds_;
  std::vector<std::uint64_t> counts_;
  double sum_ = 0;
};

/// Upper bounds in seconds. From the fastest cache hit to the longest wait for a resolver.
inline constexpr double kQueryBounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5};
/// From a delivery on the same host to mail that was queued for an hour.
inline constexpr double kDeliveryBounds[] = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,    2.5, 5,
                                             10,   30,    60,   120, 300,  600, 1800, 3600};
/// One SMTP command, or a tarpit.
inline constexpr double kSmtpPhaseBounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                              0.25,  0.5,    1,     2.5,  5,     10,   30};
/// How late a probe starts.
inline constexpr double kLatenessBounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5};

}  // namespace cutwatch::metrics
