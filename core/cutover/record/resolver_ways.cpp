#include "core/cutover/record/resolver_ways.hpp"

#include <algorithm>

namespace cutwatch::cutover {

ResolverWays ways_of(const ResolverAssessment& seen) {
  ResolverWays ways{
      .caches = seen.caches, .cap = seen.cap, .floor = std::nullopt, .honours_ttl = seen.honours_ttl};
  if (seen.lengthened) ways.floor = seen.lengthened->ttl;
  const auto measured = seen.calibration != nullptr ? seen.calibration->floor() : std::nullopt;
  if (measured) ways.floor = std::max(ways.floor.value_or(*measured), *measured);
  return ways;
}

ResolverWays joined(ResolverWays one, const ResolverWays& other) {
  one.caches = std::max(one.caches, other.caches);
  if (other.cap) one.cap = std::min(one.cap.value_or(*other.cap), *other.cap);
  if (other.floor) one.floor = std::max(one.floor.value_or(*other.floor), *other.floor);
  if (other.honours_ttl) one.honours_ttl = one.honours_ttl.value_or(true) && *other.honours_ttl;
  return one;
}

std::optional<double> honoured_ratio(const std::map<std::string, ResolverWays>& by_resolver) {
  std::size_t judged = 0;
  std::size_t honouring = 0;
  for (const auto& [id, ways] : by_resolver) {
    if (!ways.honours_ttl) continue;
    ++judged;
    if (*ways.honours_ttl) ++honouring;
  }
  if (judged == 0) return std::nullopt;
  return static_cast<double>(honouring) / static_cast<double>(judged);
}

}  // namespace cutwatch::cutover
