#include "core/metrics/catalogue.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace cutwatch::metrics {
namespace {

struct Chapter {
  std::string_view title;
  std::span<const Description> metrics;
};

std::array<Chapter, 4> chapters() {
  return {Chapter{"DNS", dns_metrics()}, Chapter{"Mail", mail_metrics()},
          Chapter{"Cutover", cutover_metrics()}, Chapter{"Agent", agent_metrics()}};
}

std::string row(const Description& metric) {
  return fmt::format("| `{}` | {} | {} | {} |\n", metric.name, to_string(metric.type),
                     fmt::join(metric.labels, ", "), metric.help);
}

}  // namespace

std::string_view to_string(MetricType type) noexcept {
  switch (type) {
    case MetricType::counter: return "counter";
    case MetricType::gauge: return "gauge";
    case MetricType::histogram: return "histogram";
  }
  std::unreachable();
}

const Description& describe(std::string_view name) {
  for (const auto& chapter : chapters()) {
    const auto found = std::ranges::find(chapter.metrics, name, &Description::name);
    if (found != chapter.metrics.end()) return *found;
  }
  throw std::logic_error(fmt::format("no metric is called {}", name));
}

std::string documentation() {
  std::string out =
      "# Metrics\n\n"
      "Served at `/metrics` in the Prometheus text format. This page is made from the code "
      "(`cutwatch metrics > docs/metrics.md`); a test keeps it true.\n\n"
      "Label values come from the configuration or from a fixed set, never from an answer, a banner or a "
      "message.\n"
      "Timestamps are seconds since the Unix epoch. Counters exist with the value 0 from the start.\n";
  for (const auto& [title, metrics] : chapters()) {
    out += fmt::format("\n## {}\n\n| metric | type | labels | meaning |\n|---|---|---|---|\n", title);
    for (const auto& metric : metrics) out += row(metric);
  }
  return out;
}

}  // namespace cutwatch::metrics
