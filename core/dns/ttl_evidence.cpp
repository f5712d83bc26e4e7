#include "core/dns/ttl_evidence.hpp"

#include "core/dns/cache_entry.hpp"

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

}  // namespace

TtlEvidence with_evidence(TtlEvidence evidence, const CacheSample& sample, const Sighting* before,
                          const Sighting* latest, CopyNews news) {
  evidence.counts_down = evidence.counts_down ||
                         (before != nullptr && counts_down(*before, sighting_of(sample, before->copy_since)));
  if (sample.ttl > evidence.largest) {
    evidence.largest = sample.ttl;
    evidence.largest_arrived.clear();
  }
  evidence.renewed = evidence.renewed || (news == CopyNews::arrived && is_renewal(latest, sample));
  const bool is_copy_of_the_largest = sample.ttl == evidence.largest && news == CopyNews::arrived;
  if (is_copy_of_the_largest && !sample.is_said_stale) note_arrival(evidence, sample.received);
  return evidence;
}

}  // namespace cutwatch::dns
