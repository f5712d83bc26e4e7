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

/// An honest cache will have dropped it by the bound, where the TTL stands still: not known to be honest, it
/// is foretold so only until then.
std::optional<WallTime> bound_ahead(const CacheEntry& entry, const Expectation& expected, WallTime now) {
  const bool is_ahead = is_from_before_bound(entry, expected) && now < *expected.old_bound;
  const bool stands_still = entry.is_end_unknown() && entry.standstills > 0;
  return stands_still && is_ahead && is_old(entry.rrset, expected) ? end_of_old(expected) : std::nullopt;
}

bool is_several(const ResolverView& view, const Expectation& expected) {
  return std::max(view.caches_ever(), expected.caches) > 1;
}

/// Whether the cache that gave the copy is known to have other data now. Where several caches share a name,
/// or give none, another one may have shown them.
bool is_replaced(const ResolverView& view, const CacheEntry& entry, const Expectation& expected) {
  if (!is_several(view, expected)) return true;
  const bool has_own_name =
      entry.nsid && view.instances.size() >= std::max(view.most_interleaved, expected.caches);
  return has_own_name && std::ranges::any_of(view.holdings, [&](const Holding& holding) {
           return holding.rrset != entry.rrset &&
                  std::ranges::any_of(holding.sightings, [&](const Sighting& seen) {
                    return seen.nsid == entry.nsid && seen.received > entry.last_seen;
                  });
         });
}

}  // namespace

WallTime lives_until(const CacheEntry& entry, const ResolverView& view, const Expectation& expected) {
  const auto end = end_of_old(expected);
  if (!end || !is_old(entry.rrset, expected) || !entry.is_end_unknown()) return entry.ends_by;
  if (!has_shown_other_data_since(view, entry)) return entry.ends_by;
  const bool is_gone = is_replaced(view, entry, expected);
  if (is_from_before_bound(entry, expected))
    return is_gone || entry.standstills > 0 ? std::min(entry.ends_by, *end) : entry.ends_by;
  return is_gone ? entry.last_seen : entry.ends_by;
}

WallTime foretold_end(const CacheEntry& entry, const ResolverView& view, const Expectation& expected,
                      WallTime now) {
  auto until = lives_until(entry, view, expected);
  const bool is_one =
      std::max(view.caches(now), expected.caches) <= 1 && entry.largest_ttl > kLooksLikeTheNext;
  // A TTL that does not move says nothing; of one that has had no time to move it is not known yet.
  if (is_one && entry.standstills == 0 && now < entry.expires.latest)
    until = std::min(until, entry.expires.latest);
  return std::min(until, bound_ahead(entry, expected, now).value_or(until));
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
