#include "core/metrics/merged_by_path.hpp"

#include <set>

namespace cutwatch::metrics {
namespace {

/// Which round trips go a path, by its label.
std::map<std::string, std::set<std::string>> probes_by_path(const cutover::Plan& plan) {
  std::map<std::string, std::set<std::string>> out;
  for (const auto& trip : plan.round_trips) {
    for (const auto path : trip.paths) out[std::string(to_string(path))].insert(trip.id);
  }
  return out;
}

Histogram merged(const MailState& state, const std::set<std::string>& probes, const std::string& path,
                 const HistogramOf& histogram_of) {
  Histogram out(kDeliveryBounds);
  for (const auto& probe : probes) {
    const auto totals = state.totals.find({probe, path});
    if (totals == state.totals.end()) continue;
    if (const auto* observed = histogram_of(totals->second)) out.merge(*observed);
  }
  return out;
}

}  // namespace

std::map<std::string, Histogram> merged_by_path(const cutover::Plan& plan, const MailState& state,
                                                const HistogramOf& histogram_of) {
  std::map<std::string, Histogram> out;
  for (const auto& [path, probes] : probes_by_path(plan))
    out.emplace(path, merged(state, probes, path, histogram_of));
  return out;
}

}  // namespace cutwatch::metrics
