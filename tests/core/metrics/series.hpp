#pragma once
#include "core/metrics/metrics.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// What is watched in the tests of series, and the series as text.
namespace cutwatch::test {

inline metrics::Watched watched() {
  cutover::Plan plan{.domain = name("example.org")};
  plan.records.push_back({.question = kMxQuestion, .stages = {kOldMx, kNewMx}});
  plan.round_trips.push_back(
      {.id = "main", .paths = {cutover::Path::old_path, cutover::Path::new_path}, .mailbox = "inbox"});
  return {
      .plans = {plan},
      .resolvers = {{"google", endpoint("192.0.2.1"), "google"}, {"quad9", endpoint("192.0.2.2"), "quad9"}}};
}

/// All series as text: name{values} to value; a histogram's count under name_count.
inline std::map<std::string, double> series_of(const metrics::Watched& what, const Snapshot& snapshot,
                                               double now = 1) {
  std::map<std::string, double> out;
  for (const auto& family : metrics::metrics_of(what, snapshot, {.version = "1", .revision = "r"}, at(now))) {
    const auto key = [&](const std::vector<std::string>& values, std::string_view suffix = "") {
      std::string text = fmt::format("{}{}{{", family.description->name, suffix);
      for (const auto& value : values) {
        for (const char c : value) CHECK((c >= 0x20 && c < 0x7f));
        text += value + ",";
      }
      return text + "}";
    };
    for (const auto& series : family.series)
      CHECK(out.emplace(key(series.label_values), series.value).second);
    for (const auto& series : family.histograms) {
      CHECK(out.emplace(key(series.label_values, "_count"), static_cast<double>(series.histogram.count()))
                .second);
    }
  }
  return out;
}

inline double sum_of(const std::map<std::string, double>& series, std::string_view start) {
  double sum = 0;
  for (const auto& [key, value] : series) sum += key.starts_with(start) ? value : 0;
  return sum;
}

inline std::size_t count_of(const std::map<std::string, double>& series, std::string_view part) {
  return static_cast<std::size_t>(
      std::ranges::count_if(series, [&](const auto& each) { return each.first.contains(part); }));
}

}  // namespace cutwatch::test
