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

bool is_from_before_bound(const CacheEntry& entry, const Expectation& expected) {
  return expected.old_bound && entry.last_seen < *expected.old_bound;
}

/// An honest cache will have dropped it by the bound, where the TTL does not tell: not known to be honest, it
/// is foretold so only until then.
std::optional<WallTime> bound_ahead(const CacheEntry& entry, const Expectation& expected, WallTime now) {
  const bool is_ahead = is_from_before_bound(entry, expected) && now < *expected.old_bound;
  return is_ahead && is_old(entry.rrset, expected) ? end_of_old(expected) : std::nullopt;
}

}  // namespace

WallTime lives_until(const CacheEntry& entry, const ResolverView& view, const Expectation& expected) {
  const auto end = end_of_old(expected);
  if (!end || !is_old(entry.rrset, expected) || !entry.is_end_unknown()) return entry.ends_by;
  if (!has_shown_other_data_since(view, entry)) return entry.ends_by;
  return is_from_before_bound(entry, expected) ? std::min(entry.ends_by, *end) : entry.last_seen;
}

WallTime foretold_end(const CacheEntry& entry, const ResolverView& view, const Expectation& expected,
                      WallTime now) {
  auto until = lives_until(entry, view, expected);
  const bool is_one =
      std::max(view.caches(now), expected.caches) <= 1 && entry.largest_ttl > kLooksLikeTheNext;
  // A TTL that does not move says nothing; of one that has had no time to move it is not known yet.
  if (is_one && entry.standstills == 0 && now < entry.expires.latest)
    until = std::min(until, entry.expires.latest);
  return entry.is_end_unknown() ? std::min(until, bound_ahead(entry, expected, now).value_or(until)) : until;
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
