#pragma once
#include "core/metrics/family.hpp"

#include <string>
#include <vector>

namespace cutwatch::exporters {

inline constexpr const char* kPrometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

/// The families in the Prometheus text format 0.0.4. Families without a series are left out. Every label
/// value is made printable ASCII here once more: one stray byte would make the whole scrape invalid.
std::string prometheus_text(const std::vector<metrics::Family>& families);

}  // namespace cutwatch::exporters
