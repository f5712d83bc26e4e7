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

/// The copy that showed the sample's data at `last_seen`.
bool is_copy_of(const CacheEntry& entry, const CacheSample& sample, WallTime last_seen) {
  return entry.rrset == sample.rrset && entry.nsid == sample.nsid && entry.last_seen == last_seen;
}

void narrow(CacheEntry& entry, const CacheSample& sample, const ExpiryInterval& expires) {
  entry.expires = {.earliest = std::max(entry.expires.earliest, expires.earliest),
                   .latest = std::min(entry.expires.latest, expires.latest)};
  entry.ends_by = std::max(entry.ends_by, expires.latest);
  entry.last_seen = sample.received;
  entry.largest_ttl = std::max(entry.largest_ttl, sample.ttl);
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

bool stood_still(const Sighting* before, const CacheSample& sample) {
  return before != nullptr && stands_still(*before, sighting_of(sample, before->copy_since));
}

/// Fewer may be caches that take turns.
constexpr std::size_t kStandstillsOfAFrozenCopy = 2;

}  // namespace

bool CacheEntry::is_end_unknown() const {
  if (standstills >= kStandstillsOfAFrozenCopy) return true;
  return largest_ttl == kStaleTtl && (samples == 1 || standstills > 0);
}

ExpiryInterval expiry_of(const CacheSample& sample) {
  return {.earliest = sample.sent + sample.ttl - kTtlRounding,
          .latest = sample.received + sample.ttl + kTtlRounding};
}

std::vector<CacheEntry> with_sample(std::vector<CacheEntry> entries, const CacheSample& sample,
                                    const Sighting* before) {
  std::erase_if(entries, [&](const CacheEntry& entry) { return !entry.is_live(sample.sent); });
  const ExpiryInterval expires = expiry_of(sample);
  const auto same = std::ranges::find_if(
      entries, [&](const CacheEntry& entry) { return is_same_copy(entry, sample, expires); });
  if (same != entries.end()) {
    narrow(*same, sample, expires);
    return entries;
  }
  if (stood_still(before, sample)) {
    const auto frozen = std::ranges::find_if(
        entries, [&](const CacheEntry& entry) { return is_copy_of(entry, sample, before->received); });
    if (frozen != entries.end()) {
      const auto ends_by = std::max(frozen->ends_by, expires.latest);
      const auto standstills = frozen->standstills + 1;
      *frozen = entry_of(sample, expires);
      frozen->ends_by = ends_by;
      frozen->standstills = standstills;
      return entries;
    }
  }
  if (entries.size() == kMaxCacheEntries) {
    entries.erase(std::ranges::min_element(entries, {}, &CacheEntry::ends_by));
  }
  entries.push_back(entry_of(sample, expires));
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

std::size_t interleaved(const std::vector<CacheEntry>& entries) {
  std::size_t most = 0;
  for (const auto& each : entries) {
    const auto at_once = std::ranges::count_if(entries, [&](const CacheEntry& other) {
      return other.first_seen <= each.first_seen && each.first_seen <= other.last_seen;
    });
    most = std::max(most, static_cast<std::size_t>(at_once));
  }
  return most;
}

}  // namespace cutwatch::dns
