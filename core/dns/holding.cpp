#include "core/dns/holding.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

constexpr Millis kRounding{1000};

Millis length(const Sighting& sighting) { return sighting.received - sighting.sent; }

WallTime last_seen(const Holding& holding) { return holding.sightings.back().received; }

void note_arrival(std::vector<Arrival>& all, const CacheSample& sample) {
  const bool is_like_another = std::ranges::any_of(all, [&](const Arrival& each) {
    return std::chrono::abs(each.ttl - sample.ttl) <= kRounding && sample.received - each.at < each.ttl / 2;
  });
  if (is_like_another) return;
  if (all.size() == kMaxHeldArrivals) all.erase(all.begin());
  all.push_back({.at = sample.received, .ttl = sample.ttl});
}

void append(Holding& holding, const CacheSample& sample, WallTime copy_since) {
  auto& all = holding.sightings;
  auto sighting = sighting_of(sample, copy_since);
  sighting.stood_still = standstill(all, sighting).moves > 0;
  if (all.size() == kMaxSightings) all.erase(all.begin());
  all.push_back(std::move(sighting));
  if (copy_since == sample.received && !sample.is_said_stale) note_arrival(holding.arrivals, sample);
}

bool is_at_once(const Sighting& earlier, const Sighting& later) {
  return earlier.ttl == later.ttl && later.sent - earlier.received < kTtlMovesWithin;
}

}  // namespace

Sighting sighting_of(const CacheSample& sample, WallTime copy_since) {
  return {.sent = sample.sent,
          .received = sample.received,
          .ttl = sample.ttl,
          .nsid = sample.nsid,
          .is_said_stale = sample.is_said_stale,
          .copy_since = copy_since};
}

std::vector<Holding> with_sighting(std::vector<Holding> holdings, const CacheSample& sample,
                                   WallTime copy_since) {
  const auto known = std::ranges::find(holdings, sample.rrset, &Holding::rrset);
  if (known != holdings.end()) {
    append(*known, sample, copy_since);
    return holdings;
  }
  if (holdings.size() == kMaxHoldings) holdings.erase(std::ranges::min_element(holdings, {}, last_seen));
  holdings.push_back({.rrset = sample.rrset, .sightings = {}, .arrivals = {}});
  append(holdings.back(), sample, copy_since);
  return holdings;
}

bool counts_down(const Sighting& earlier, const Sighting& later) {
  if (earlier.nsid != later.nsid || earlier.ttl - later.ttl < kTtlMovesWithin) return false;
  const Millis passed = later.received - earlier.received;
  const Millis slack = kRounding + length(earlier) + length(later);
  return std::chrono::abs(Millis{earlier.ttl - later.ttl} - passed) <= slack;
}

bool has_run_down(std::span<const Sighting> before, const Sighting& sighting) {
  return std::ranges::any_of(before, [&](const Sighting& each) {
    return each.nsid == sighting.nsid && each.copy_since == sighting.copy_since &&
           each.ttl - sighting.ttl >= kTtlMovesWithin;
  });
}

bool stands_still(const Sighting& earlier, const Sighting& later) {
  const Millis passed = later.sent - earlier.received;
  return earlier.nsid == later.nsid && earlier.ttl == later.ttl && passed >= kTtlMovesWithin &&
         passed < later.ttl - Seconds{1};
}

bool tells_of_a_copy(const Holding& holding, std::size_t index) {
  const auto& all = holding.sightings;
  const bool is_still = all[index].stood_still || (index + 1 < all.size() && all[index + 1].stood_still);
  return !is_still && !all[index].is_said_stale && all[index].ttl > kStaleTtl;
}

Standstill standstill(std::span<const Sighting> before, const Sighting& last) {
  Standstill out{.begin = before.size(), .since = last.received};
  const Sighting* later = &last;
  bool counts = false;
  while (out.begin > 0 && !counts) {
    const auto& earlier = before[out.begin - 1];
    if (stands_still(earlier, *later)) {
      ++out.moves;
      later = &earlier;
    } else if (!is_at_once(earlier, *later)) {
      break;
    }
    --out.begin;
    out.since = earlier.received;
    counts = has_run_down(before.first(out.begin), earlier);
  }
  return out;
}

}  // namespace cutwatch::dns
