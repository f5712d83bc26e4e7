#pragma once
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

/// Whether a sample began a copy that was not known, or showed one that was.
enum class CopyNews : std::uint8_t { arrived, seen_again };

/// The evidence after one more sample; `before` is the last sighting of the same data and `latest` that of
/// any, or null. Pure.
TtlEvidence with_evidence(TtlEvidence evidence, const CacheSample& sample, const Sighting* before,
                          const Sighting* latest, CopyNews news);

}  // namespace cutwatch::dns
