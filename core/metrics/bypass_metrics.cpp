#include "core/metrics/bypass_metrics.hpp"

#include "core/cutover/bypass/audit_pace.hpp"
#include "core/cutover/bypass/own_astray.hpp"
#include "core/time/seconds.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace cutwatch::metrics {
namespace {

using mail::BypassSource;

bool has_source(const cutover::Plan& plan, BypassSource source,
                const std::optional<mail::LogFacts>& old_log) {
  switch (source) {
    case BypassSource::log: return old_log.has_value();
    case BypassSource::audit:
      return std::ranges::any_of(plan.mailboxes,
                                 [&](const auto& each) { return cutover::is_audited(plan, each); });
    case BypassSource::probe:
      return std::ranges::any_of(plan.round_trips,
                                 [&](const auto& each) { return cutover::may_go_astray(plan, each); });
  }
  std::unreachable();
}

}  // namespace

void add_bypass_metrics(FamilySet& out, const cutover::Plan& plan, const DomainState& state,
                        const std::optional<mail::LogFacts>& old_log) {
  if (plan.kind != cutover::Kind::proxy) return;
  bool has_any = false;
  std::optional<WallTime> last;
  for (const auto source : mail::kBypassSources) {
    if (!has_source(plan, source, old_log)) continue;
    has_any = true;
    for (const auto legality : mail::kLegalities) {
      const auto told = source == BypassSource::log
                            ? tally_of(old_log->strays, legality)
                            : tally_of(state.bypass->strays, std::pair(source, legality));
      out.add("cutwatch_mail_bypass_total",
              {plan.label(), std::string(to_string(source)), std::string(to_string(legality))},
              static_cast<double>(told.count));
      last = std::max(last, told.last);
    }
  }
  if (has_any)
    out.add("cutwatch_mail_last_bypass_timestamp_seconds", {plan.label()}, last ? unix_seconds(*last) : 0);
}

}  // namespace cutwatch::metrics
