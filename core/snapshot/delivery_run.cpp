#include "core/snapshot/delivery_run.hpp"

#include <algorithm>

namespace cutwatch {

std::optional<DeliveryRun> with_ended(std::optional<DeliveryRun> run, const mail::LedgerEntry& ended) {
  if (ended.result != mail::MessageResult::delivered) return std::nullopt;
  const bool is_continued = run && ended.recorded - run->last <= ended.limits.lost_after;
  if (!is_continued) return DeliveryRun{.since = ended.recorded, .last = ended.recorded};
  return DeliveryRun{.since = std::min(run->since, ended.recorded),
                     .last = std::max(run->last, ended.recorded)};
}

}  // namespace cutwatch
