#include "core/dns/expectation.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

/// A copy with so short a TTL ends so soon before the one that follows it that both look like one.
constexpr Seconds kLooksLikeTheNext{2};

bool is_old(const RrSet& rrset, const Expectation& expected) {
  const auto stage = stage_of(expected.stages, rrset);
  return stage && *stage != expected.target;
}

/// None while it is not known.
std::optional<WallTime> end_of_old(const Expectation& expected) {
  if (!expected.old_bound) return std::nullopt;
  return std::max(*expected.old_bound, expected.held_until.value_or(*expected.old_bound));
}

}  // namespace

WallTime lives_until(const CacheEntry& entry, const ResolverView& view, const Expectation& expected) {
  const auto end = end_of_old(expected);
  if (!end || !is_old(entry.rrset, expected) || !entry.is_end_unknown()) return entry.ends_by;
  if (entry.last_seen < *expected.old_bound) return std::min(entry.ends_by, *end);
  return has_shown_other_data_since(view, entry) ? entry.last_seen : entry.ends_by;
}

WallTime foretold_end(const CacheEntry& entry, const ResolverView& view, const Expectation& expected,
                      WallTime now) {
  const auto until = lives_until(entry, view, expected);
  const bool is_one =
      std::max(view.caches(now), expected.caches) <= 1 && entry.largest_ttl > kLooksLikeTheNext;
  if (entry.is_end_unknown() || !is_one || entry.expires.latest <= now) return until;
  return std::min(until, entry.expires.latest);
}

std::vector<const CacheEntry*> living(const ResolverView& view, const Expectation& expected, WallTime now) {
  std::vector<const CacheEntry*> out;
  for (const auto& entry : view.entries) {
    if (now < lives_until(entry, view, expected)) out.push_back(&entry);
  }
  return out;
}

bool may_hide_old(const ResolverView& view, const Expectation& expected, WallTime now) {
  const auto end = end_of_old(expected);
  if (expected.stages.size() < 2 || (end && now >= *end)) return false;
  return std::max(view.caches(now), expected.caches) > 1;
}

}  // namespace cutwatch::dns
