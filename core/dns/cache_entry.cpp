#include "core/dns/cache_entry.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

constexpr Seconds kTtlRounding{1};

bool overlap(const ExpiryInterval& a, const ExpiryInterval& b) {
  return a.earliest <= b.latest && b.earliest <= a.latest;
}

bool is_same_copy(const CacheEntry& entry, const CacheSample& sample, const ExpiryInterval& expires) {
  return entry.rrset == sample.rrset && entry.nsid == sample.nsid && overlap(entry.expires, expires);
}

}  // namespace

ExpiryInterval expiry_of(const CacheSample& sample) {
  return {.earliest = sample.sent + sample.ttl - kTtlRounding,
          .latest = sample.received + sample.ttl + kTtlRounding};
}

std::vector<CacheEntry> with_sample(std::vector<CacheEntry> entries, const CacheSample& sample) {
  std::erase_if(entries, [&](const CacheEntry& entry) { return !entry.is_live(sample.sent); });
  const ExpiryInterval expires = expiry_of(sample);
  const auto same = std::ranges::find_if(
      entries, [&](const CacheEntry& entry) { return is_same_copy(entry, sample, expires); });
  if (same != entries.end()) {
    same->expires = {.earliest = std::max(same->expires.earliest, expires.earliest),
                     .latest = std::min(same->expires.latest, expires.latest)};
    same->ends_by = std::max(same->ends_by, expires.latest);
    same->last_seen = sample.received;
    return entries;
  }
  if (entries.size() == kMaxCacheEntries) {
    entries.erase(std::ranges::min_element(entries, {}, &CacheEntry::ends_by));
  }
  entries.push_back({.rrset = sample.rrset,
                     .nsid = sample.nsid,
                     .expires = expires,
                     .ends_by = expires.latest,
                     .first_seen = sample.received,
                     .last_seen = sample.received});
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
