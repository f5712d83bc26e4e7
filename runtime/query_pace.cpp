#include "runtime/query_pace.hpp"

#include <algorithm>

namespace cutwatch {

Millis QueryPace::wait(std::string_view operator_id, SteadyTime now) const {
  const auto paid = paid_until_.find(operator_id);
  if (paid == paid_until_.end()) return Millis{0};
  const auto due = paid->second - (kQueryBurst - 1) * kQuerySpacing;
  return std::max(std::chrono::ceil<Millis>(due - now), Millis{0});
}

std::optional<SteadyTime> QueryPace::turn(std::string_view operator_id, SteadyTime now, Millis longest_wait) {
  const auto waits = wait(operator_id, now);
  if (waits > longest_wait) return std::nullopt;
  auto paid = paid_until_.find(operator_id);
  if (paid == paid_until_.end()) paid = paid_until_.emplace(operator_id, now).first;
  paid->second = std::max(paid->second, now) + kQuerySpacing;
  return now + waits;
}

}  // namespace cutwatch
