#include "core/dns/cache_entry.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

constexpr Seconds kTtlRounding{1};

/// What a cache makes of the last part of a second moves its TTLs by less than a second, whatever its way of
/// rounding. That is not known, so that intervals are a second wider on either side: those of one copy have
/// two of those three seconds in common, less the one by which they may differ.
constexpr Millis kLeastOverlap{1'000};

bool can_be_one(const ExpiryInterval& a, const ExpiryInterval& b) {
  return std::min(a.latest, b.latest) - std::max(a.earliest, b.earliest) >= kLeastOverlap;
}

bool is_same_copy(const CacheEntry& entry, const CacheSample& sample, const ExpiryInterval& expires) {
  return entry.rrset == sample.rrset && entry.nsid == sample.nsid && can_be_one(entry.expires, expires);
}

bool has_run_down(const CacheEntry& entry, const CacheSample& sample) {
  return entry.largest_ttl - sample.ttl >= kTtlMovesWithin;
}

/// The copy that the sample agrees with; of several, the one seen last: the fewest caches explain that.
CacheEntry* same_copy(std::vector<CacheEntry>& entries, const CacheSample& sample,
                      const ExpiryInterval& expires) {
  CacheEntry* same = nullptr;
  for (auto& entry : entries) {
    if (!is_same_copy(entry, sample, expires)) continue;
    if (same == nullptr || same->last_seen < entry.last_seen) same = &entry;
  }
  return same;
}

void narrow(CacheEntry& entry, const CacheSample& sample, const ExpiryInterval& expires) {
  entry.expires = {.earliest = std::max(entry.expires.earliest, expires.earliest),
                   .latest = std::min(entry.expires.latest, expires.latest)};
  entry.ends_by = std::max(entry.ends_by, expires.latest);
  entry.last_seen = sample.received;
  entry.largest_ttl = std::max(entry.largest_ttl, sample.ttl);
  if (has_run_down(entry, sample)) entry.standstills = 0;
  ++entry.samples;
}

CacheEntry entry_of(const CacheSample& sample, const ExpiryInterval& expires) {
  return {.rrset = sample.rrset,
          .nsid = sample.nsid,
          .expires = expires,
          .ends_by = expires.latest,
          .first_seen = sample.received,
          .last_seen = sample.received,
          .samples = 1,
          .largest_ttl = sample.ttl};
}

/// Fewer may be caches that take turns.
constexpr std::size_t kStandstillsOfAFrozenCopy = 2;

/// A TTL that counts has been seen to move when a copy has been seen for so long.
constexpr Seconds kSeenToMoveAfter = kTtlMovesWithin + kTtlRounding;

/// The last of `entries` shows a TTL that stands still. Doing so again, it takes the place of all that showed
/// it.
void stand_still(std::vector<CacheEntry>& entries, const Standstill& still) {
  entries.back().standstills = still.moves;
  if (!entries.back().is_end_unknown()) return;
  auto entry = std::move(entries.back());
  entries.pop_back();
  std::erase_if(entries, [&](const CacheEntry& each) {
    const bool is_it = each.rrset == entry.rrset && each.nsid == entry.nsid &&
                       each.first_seen >= still.since && each.largest_ttl == entry.largest_ttl;
    if (is_it) entry.ends_by = std::max(entry.ends_by, each.ends_by);
    return is_it;
  });
  entries.push_back(std::move(entry));
}

void add(std::vector<CacheEntry>& entries, CacheEntry entry) {
  if (entries.size() == kMaxCacheEntries) {
    entries.erase(std::ranges::min_element(entries, {}, &CacheEntry::ends_by));
  }
  entries.push_back(std::move(entry));
}

}  // namespace

bool CacheEntry::is_end_unknown() const {
  if (standstills >= kStandstillsOfAFrozenCopy) return true;
  return largest_ttl == kStaleTtl && (last_seen - first_seen < kSeenToMoveAfter || standstills > 0);
}

ExpiryInterval expiry_of(const CacheSample& sample) {
  return {.earliest = sample.sent + sample.ttl - kTtlRounding,
          .latest = sample.received + sample.ttl + kTtlRounding};
}

std::vector<CacheEntry> with_sample(std::vector<CacheEntry> entries, const CacheSample& sample,
                                    const Standstill& still) {
  std::erase_if(entries, [&](const CacheEntry& entry) { return !entry.is_live(sample.sent); });
  const ExpiryInterval expires = expiry_of(sample);
  if (auto* same = same_copy(entries, sample, expires)) {
    narrow(*same, sample, expires);
    if (still.moves > 0) std::swap(*same, entries.back());
  } else {
    add(entries, entry_of(sample, expires));
  }
  if (still.moves > 0) stand_still(entries, still);
  return entries;
}

std::vector<RrSet> held_at(const std::vector<CacheEntry>& entries, WallTime now) {
  std::vector<RrSet> held;
  for (const auto& entry : entries) {
    if (entry.is_live(now)) held.push_back(entry.rrset);
  }
  std::ranges::sort(held);
  const auto repeated = std::ranges::unique(held);
  held.erase(repeated.begin(), repeated.end());
  return held;
}

}  // namespace cutwatch::dns
