#pragma once
#include "core/dns/cache_entry.hpp"
#include "core/dns/holding.hpp"
#include "core/time/time.hpp"

#include <vector>

namespace cutwatch::dns {

/// What the TTLs that a resolver showed for one record tell of its ways, over all data that it held.
struct TtlEvidence {
  bool counts_down = false;  ///< A TTL was seen running down: the remaining time means something.
  bool renewed = false;      ///< After the end of a copy another one was fetched.
  Seconds largest{};         ///< The largest TTL ever shown.
  std::vector<WallTime> largest_arrived;  ///< When new copies showed just that; the last `kMaxArrivals`.
  friend bool operator==(const TtlEvidence&, const TtlEvidence&) = default;
};

inline constexpr std::size_t kMaxArrivals = 4;

/// The evidence after one more sample; `copy` is the one that it was counted to, with the sample in it, and
/// `latest` the last sighting of any data, or null. Pure.
TtlEvidence with_evidence(TtlEvidence evidence, const CacheSample& sample, const CacheEntry& copy,
                          const Sighting* latest);

}  // namespace cutwatch::dns
