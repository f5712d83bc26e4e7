#include "core/metrics/family_set.hpp"

#include <fmt/core.h>

#include <stdexcept>
#include <utility>

namespace cutwatch::metrics {

Family& FamilySet::family(std::string_view name, std::size_t labels) {
  auto place = places_.find(name);
  if (place == places_.end()) {
    place = places_.emplace(name, families_.size()).first;
    families_.push_back({.description = &describe(name), .series = {}, .histograms = {}});
  }
  auto& found = families_[place->second];
  if (found.description->labels.size() != labels) {
    throw std::logic_error(
        fmt::format("{} has {} labels, got {} values", name, found.description->labels.size(), labels));
  }
  return found;
}

void FamilySet::add(std::string_view name, std::vector<std::string> label_values, double value) {
  family(name, label_values.size()).series.push_back({std::move(label_values), value});
}

void FamilySet::add(std::string_view name, std::vector<std::string> label_values,
                    const Histogram& histogram) {
  family(name, label_values.size()).histograms.push_back({std::move(label_values), histogram});
}

std::vector<Family> FamilySet::take() && { return std::move(families_); }

}  // namespace cutwatch::metrics
