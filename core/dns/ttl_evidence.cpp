#include "core/dns/ttl_evidence.hpp"

namespace cutwatch::dns {
namespace {

void note_arrival(TtlEvidence& evidence, WallTime at) {
  if (evidence.largest_arrived.size() == kMaxArrivals)
    evidence.largest_arrived.erase(evidence.largest_arrived.begin());
  evidence.largest_arrived.push_back(at);
}

/// Asked for after the end of the copy that was seen before, and no stale answer in its place.
bool is_renewal(const Sighting* latest, const CacheSample& sample) {
  if (latest == nullptr || sample.is_said_stale || sample.ttl == kStaleTtl) return false;
  return sample.sent > latest->received + latest->ttl + Seconds{1};
}

/// The copy was there before and showed more then; by more than rounding makes up.
bool has_run_down(const CacheEntry& copy, const CacheSample& sample) {
  return copy.samples > 1 && copy.largest_ttl - sample.ttl >= kTtlMovesWithin;
}

}  // namespace

TtlEvidence with_evidence(TtlEvidence evidence, const CacheSample& sample, const CacheEntry& copy,
                          const Sighting* latest) {
  const bool has_arrived = copy.samples == 1;
  evidence.counts_down = evidence.counts_down || has_run_down(copy, sample);
  evidence.renewed = evidence.renewed || (has_arrived && is_renewal(latest, sample));
  if (sample.ttl > evidence.largest) {
    evidence.largest = sample.ttl;
    evidence.largest_arrived.clear();
  }
  if (has_arrived && sample.ttl == evidence.largest && !sample.is_said_stale)
    note_arrival(evidence, sample.received);
  return evidence;
}

}  // namespace cutwatch::dns
