#include "core/metrics/hop_metrics.hpp"

#include "core/metrics/merged_by_path.hpp"

#include <string>

namespace cutwatch::metrics {

void add_hop_metrics(FamilySet& out, const cutover::Plan& plan, const MailState& state) {
  for (const auto hop : mail::kHops) {
    const auto delays_of = [hop](const PathTotals& totals) {
      const auto delays = totals.hops.find(hop);
      return delays == totals.hops.end() ? nullptr : &delays->second;
    };
    for (auto& [path, delays] : merged_by_path(plan, state, delays_of))
      out.add("cutwatch_mail_hop_delay_seconds", {plan.label(), path, std::string(to_string(hop))}, delays);
  }
}

}  // namespace cutwatch::metrics
