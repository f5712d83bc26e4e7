#include "exporters/prometheus_text.hpp"

#include "core/text/printable.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <utility>

namespace cutwatch::exporters {
namespace {

prometheus::MetricType type_of(metrics::MetricType type) {
  switch (type) {
    case metrics::MetricType::counter: return prometheus::MetricType::Counter;
    case metrics::MetricType::gauge: return prometheus::MetricType::Gauge;
    case metrics::MetricType::histogram: return prometheus::MetricType::Histogram;
  }
  std::unreachable();
}

prometheus::ClientMetric labelled(const metrics::Description& description,
                                  const std::vector<std::string>& values) {
  prometheus::ClientMetric metric;
  for (std::size_t i = 0; i < values.size(); ++i) {
    metric.label.push_back({.name = std::string(description.labels[i]), .value = printable(values[i])});
  }
  return metric;
}

prometheus::ClientMetric::Histogram histogram_of(const metrics::Histogram& from) {
  prometheus::ClientMetric::Histogram to;
  to.sample_count = from.count();
  to.sample_sum = from.sum();
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < from.counts().size(); ++i) {
    cumulative += from.counts()[i];
    const double bound =
        i < from.bounds().size() ? from.bounds()[i] : std::numeric_limits<double>::infinity();
    to.bucket.push_back({.cumulative_count = cumulative, .upper_bound = bound});
  }
  return to;
}

prometheus::MetricFamily family_of(const metrics::Family& from) {
  const auto& description = *from.description;
  prometheus::MetricFamily to{.name = std::string(description.name),
                              .help = std::string(description.help),
                              .type = type_of(description.type),
                              .metric = {}};
  for (const auto& series : from.series) {
    auto metric = labelled(description, series.label_values);
    (description.type == metrics::MetricType::counter ? metric.counter.value : metric.gauge.value) =
        series.value;
    to.metric.push_back(std::move(metric));
  }
  for (const auto& series : from.histograms) {
    auto metric = labelled(description, series.label_values);
    metric.histogram = histogram_of(series.histogram);
    to.metric.push_back(std::move(metric));
  }
  return to;
}

}  // namespace

std::string prometheus_text(const std::vector<metrics::Family>& families) {
  std::vector<prometheus::MetricFamily> out;
  out.reserve(families.size());
  for (const auto& family : families) {
    if (!family.series.empty() || !family.histograms.empty()) out.push_back(family_of(family));
  }
  return prometheus::TextSerializer{}.Serialize(out);
}

}  // namespace cutwatch::exporters
