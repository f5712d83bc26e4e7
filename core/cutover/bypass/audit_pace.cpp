#include "core/cutover/bypass/audit_pace.hpp"

#include <algorithm>

namespace cutwatch::cutover {

bool is_audited(const Plan& plan, const Mailbox& mailbox) {
  return mailbox.allows_audit && plan.kind == Kind::proxy;
}

Millis audit_interval(const Plan& plan, const Mailbox& mailbox) {
  static constexpr Millis kShortest{1000};
  static constexpr Millis kLongest{60'000};
  static constexpr Millis kLongestHere{5'000};
  Millis interval = mailbox.is_maildir() ? kLongestHere : kLongest;
  for (const auto& trip : plan.round_trips) interval = std::min(interval, trip.interval);
  return std::max(interval, kShortest);
}

}  // namespace cutwatch::cutover
