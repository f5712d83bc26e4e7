#pragma once
#include "core/histogram/histogram.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::metrics {

enum class MetricType : std::uint8_t { counter, gauge, histogram };

std::string_view to_string(MetricType type) noexcept;

/// What a metric is: one row of docs/metrics.md. Help is fixed text, never built at run time: prometheus-cpp
/// does not escape it.
struct Description {
  std::string_view name;
  MetricType type;
  std::vector<std::string_view> labels;
  std::string_view help;
};

/// One series. The values are in the order of the description's labels, printable ASCII.
struct Series {
  std::vector<std::string> label_values;
  double value = 0;
};

struct HistogramSeries {
  std::vector<std::string> label_values;
  Histogram histogram;
};

/// A metric with its series at one moment.
struct Family {
  const Description* description;
  std::vector<Series> series;
  std::vector<HistogramSeries> histograms;
};

}  // namespace cutwatch::metrics
