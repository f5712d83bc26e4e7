#include "core/metrics/hop_metrics.hpp"

#include <map>
#include <set>
#include <string>

namespace cutwatch::metrics {
namespace {

/// Which round trips go a path, by its name.
std::map<std::string, std::set<std::string>> probes_by_path(const cutover::Plan& plan) {
  std::map<std::string, std::set<std::string>> out;
  for (const auto& trip : plan.round_trips) {
    for (const auto path : trip.paths) out[std::string(to_string(path))].insert(trip.id);
  }
  return out;
}

Histogram merged(const MailState& state, const std::set<std::string>& probes, const std::string& path,
                 mail::Hop hop) {
  Histogram out(kDeliveryBounds);
  for (const auto& probe : probes) {
    const auto totals = state.totals.find({probe, path});
    if (totals == state.totals.end()) continue;
    const auto delays = totals->second.hops.find(hop);
    if (delays != totals->second.hops.end()) out.merge(delays->second);
  }
  return out;
}

}  // namespace

void add_hop_metrics(FamilySet& out, const cutover::Plan& plan, const MailState& state) {
  for (const auto& [path, probes] : probes_by_path(plan)) {
    for (const auto hop : mail::kHops) {
      out.add("cutwatch_mail_hop_delay_seconds", {plan.label(), path, std::string(to_string(hop))},
              merged(state, probes, path, hop));
    }
  }
}

}  // namespace cutwatch::metrics
