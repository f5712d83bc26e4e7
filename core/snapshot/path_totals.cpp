#include "core/snapshot/path_totals.hpp"

#include "core/time/seconds.hpp"

namespace cutwatch {

PathTotals with_change(PathTotals totals, const mail::Contribution& before, const mail::Contribution& after) {
  if (after.result && !before.result) {
    ++totals.results[*after.result];
    totals.last_result = after.result;
  }
  totals.deferrals += after.deferrals - before.deferrals;
  totals.duplicates += after.duplicates - before.duplicates;
  totals.found_after_lost += after.found_after_lost - before.found_after_lost;
  // Mail can be in the mailbox before its SMTP dialogue is over: its end is counted without a latency then.
  if (after.latency && !before.latency) totals.latency.observe(seconds_of(*after.latency));
  if (after.greylisted && !before.greylisted) totals.greylisted.observe(seconds_of(*after.greylisted));
  for (const auto& [hop, delay] : after.hops) {
    if (before.hops.contains(hop)) continue;
    totals.hops.try_emplace(hop, metrics::kDeliveryBounds).first->second.observe(seconds_of(delay));
  }
  return totals;
}

}  // namespace cutwatch
