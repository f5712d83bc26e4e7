#include "agent/config/sections.hpp"
#include "agent/config/value_kinds.hpp"

namespace cutwatch::config {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr minutes kLeastVerifyFor{30};
/// With one, whatever a look late by a moment shows would count no more.
constexpr std::int64_t kLeastIntervals = 2;
constexpr std::int64_t kMostIntervals = 1000;
/// More is not told apart: of so many strangers the instant is kept (core/mail/log/log_facts.hpp).
constexpr std::int64_t kMostPerHour = 31;

}  // namespace

void read_timing(Reader& timing, cutover::Timing& out) {
  const auto duration = [&](std::string_view key, Millis& value, Millis most) {
    value = timing.get_or(key, duration_between(Millis{1}, most), value);
  };
  // Half an hour of clean delivery is little already. A rehearsal that runs in seconds says that it is one.
  const bool is_scaled = timing.get_or("scaled", flag(), false);
  duration("verify_for", out.verify_for, days{30});
  if (!is_scaled && out.verify_for < kLeastVerifyFor) {
    timing.complain("verify_for", "expected at least 30m, or scaled = true in a rehearsal");
  }
  duration("verify_after", out.verify_after, days{1});
  duration("bypass_grace", out.bypass_grace, days{1});
  duration("stray_memory", out.stray_memory, days{30});
  const auto per_hour = timing.get("bypass_per_hour", integer_between(0, kMostPerHour));
  if (per_hour) out.bypass_per_hour = static_cast<std::uint32_t>(*per_hour);
  duration("bound_margin", out.bound_margin, days{1});
  duration("greylist_retry", out.greylist_retry, days{1});
  duration("old_quiet_for", out.old_quiet_for, days{30});
  duration("quiet_at_most", out.quiet_at_most, days{1});
  duration("change_overdue", out.change_overdue, days{1});
  duration("around_switch", out.around_switch, days{1});
  const auto low = timing.get_or("low_ttl", duration_between(Seconds{1}, days{1}), out.low_ttl);
  out.low_ttl = std::chrono::ceil<Seconds>(low);
  const auto intervals = timing.get("evidence_age", integer_between(kLeastIntervals, kMostIntervals));
  if (intervals) out.evidence_age = static_cast<std::uint32_t>(*intervals);
}

}  // namespace cutwatch::config
