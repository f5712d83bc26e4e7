#include "core/cutover/server_log/stray_times.hpp"

namespace cutwatch::cutover {

bool is_switched_at(const StrayTimes& times, WallTime at) {
  return times.switched_since && at >= *times.switched_since;
}

std::optional<mail::StrayKind> legality_at(const StrayTimes& times, WallTime at) {
  if (!is_switched_at(times, at)) return std::nullopt;
  if (times.old_host_bound && at > *times.old_host_bound + times.grace) return mail::StrayKind::incident;
  if (times.first_bound && at > *times.first_bound + times.grace) return mail::StrayKind::unexpected;
  return mail::StrayKind::expected;
}

}  // namespace cutwatch::cutover
