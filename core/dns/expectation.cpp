#include "core/dns/expectation.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

bool is_old(const RrSet& rrset, const Expectation& expected) {
  const auto stage = stage_of(expected.stages, rrset);
  return stage && *stage != expected.target;
}

}  // namespace

WallTime lives_until(const CacheEntry& entry, const ResolverView& view, const Expectation& expected) {
  if (!expected.old_bound || !is_old(entry.rrset, expected) || !entry.is_end_unknown()) return entry.ends_by;
  if (entry.last_seen < *expected.old_bound) return std::min(entry.ends_by, *expected.old_bound);
  return has_shown_other_data_since(view, entry) ? entry.last_seen : entry.ends_by;
}

std::vector<const CacheEntry*> living(const ResolverView& view, const Expectation& expected, WallTime now) {
  std::vector<const CacheEntry*> out;
  for (const auto& entry : view.entries) {
    if (now < lives_until(entry, view, expected)) out.push_back(&entry);
  }
  return out;
}

bool may_hide_old(const ResolverView& view, const Expectation& expected, WallTime now) {
  if (expected.stages.size() < 2 || (expected.old_bound && now >= *expected.old_bound)) return false;
  return view.caches(now) > 1;
}

}  // namespace cutwatch::dns
