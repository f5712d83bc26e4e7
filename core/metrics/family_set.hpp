#pragma once
#include "core/metrics/catalogue.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cutwatch::metrics {

/// Collects series under their metrics. Adding to a metric that is not in the catalogue, or with another
/// number of label values than it has labels, throws std::logic_error: a bug.
class FamilySet {
 public:
  void add(std::string_view name, std::vector<std::string> label_values, double value);
  void add(std::string_view name, std::vector<std::string> label_values, const Histogram& histogram);
  /// The families in the order of their first series.
  std::vector<Family> take() &&;

 private:
  Family& family(std::string_view name, std::size_t labels);
  std::vector<Family> families_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

}  // namespace cutwatch::metrics
