#include "core/snapshot/delivery_run.hpp"

#include <algorithm>

namespace cutwatch {
namespace {

Millis longest_pause(const mail::DeliveryLimits& limits) {
  return std::max(limits.lost_after, limits.longest_pause);
}

DeliveryRun begun_with(const mail::LedgerEntry& first) {
  return {.since = first.recorded, .last = first.recorded, .destination = first.destination()};
}

}  // namespace

std::optional<DeliveryRun> with_ended(std::optional<DeliveryRun> run, const mail::LedgerEntry& ended) {
  // In either direction: a clock that was set back while nobody looked must not lengthen the run.
  const bool is_near = run && std::chrono::abs(ended.recorded - run->last) <= longest_pause(ended.limits);
  const bool is_elsewhere = run && ended.destination() != run->destination;
  if (is_near && is_elsewhere && ended.recorded < run->last) return run;
  if (ended.result != mail::MessageResult::delivered) return std::nullopt;
  if (!is_near || is_elsewhere) return begun_with(ended);
  run->since = std::min(run->since, ended.recorded);
  run->last = std::max(run->last, ended.recorded);
  return run;
}

}  // namespace cutwatch
