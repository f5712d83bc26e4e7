#pragma once
#include "core/dns/rrset.hpp"
#include "core/time/time.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cutwatch::dns {

/// One definite answer of a resolver: what it held and for how much longer. An absent record is held like any
/// other.
struct CacheSample {
  RrSet rrset;
  Seconds ttl{};
  WallTime sent;
  WallTime received;
  std::optional<std::string> nsid;
  bool is_said_stale = false;  ///< It came with "Stale Answer" or "Stale NXDOMAIN Answer" (RFC 8914).
};

/// One answer that showed a certain RRset.
struct Sighting {
  WallTime sent;
  WallTime received;
  Seconds ttl{};
  std::optional<std::string> nsid;
  bool is_said_stale = false;
  WallTime copy_since;       ///< When the copy that it shows was first seen.
  bool stood_still = false;  ///< The TTL was the one before, though time had passed.
  friend bool operator==(const Sighting&, const Sighting&) = default;
};

/// The sample as a sighting of a copy that was first seen at `copy_since`.
Sighting sighting_of(const CacheSample& sample, WallTime copy_since);

/// A new copy, when it was first seen.
struct Arrival {
  WallTime at;
  Seconds ttl{};
  friend bool operator==(const Arrival&, const Arrival&) = default;
};

/// The last answers of one resolver address that showed one RRset, oldest first: at most `kMaxSightings`.
/// They stay when the resolver moves on to other data, so that what it did with the old ones can still be
/// told.
struct Holding {
  RrSet rrset;
  std::vector<Sighting> sightings;
  /// The last `kMaxHeldArrivals`; of those with the same TTL within half of it the first. No stale answers.
  std::vector<Arrival> arrivals;
  friend bool operator==(const Holding&, const Holding&) = default;
};

inline constexpr std::size_t kMaxSightings = 24;
inline constexpr std::size_t kMaxHeldArrivals = 16;
inline constexpr std::size_t kMaxHoldings = 8;  ///< More RRsets than this: the longest unseen is forgotten.

/// The holdings after one more sample, which showed a copy that was first seen at `copy_since`. Pure.
std::vector<Holding> with_sighting(std::vector<Holding> holdings, const CacheSample& sample,
                                   WallTime copy_since);

/// Whether the TTL ran down from one answer to a later one as time did, to a second and the length of both
/// exchanges: they showed one copy in a cache that counts.
bool counts_down(const Sighting& earlier, const Sighting& later);

/// Whether the copy that it shows was seen with more of its TTL `before`.
bool has_run_down(std::span<const Sighting> before, const Sighting& sighting);

/// Whether the TTL stood still although more time passed than rounding hides, and less than would have ended
/// the copy. Caches that take turns can look like this now and then.
bool stands_still(const Sighting& earlier, const Sighting& later);

/// A TTL that does not move.
struct Standstill {
  std::size_t begin = 0;  ///< The first of the sightings that show it; their number when only the last does.
  std::size_t moves = 0;  ///< How often one that counts would have moved, too soon for another copy.
  WallTime since;         ///< When the first of them was received.
};

/// How long the TTL of `last` has stood still after the sightings `before`. Those right after each other tell
/// nothing one by one, but all together do. It begins where a copy is shown that had run down.
Standstill standstill(std::span<const Sighting> before, const Sighting& last);

/// The TTL that RFC 8767 §5 recommends for stale answers.
inline constexpr Seconds kStaleTtl{30};

/// Whether the TTL of one of the sightings is what was left of a copy: not one that stands still, or may be a
/// substitute.
bool tells_of_a_copy(const Holding& holding, std::size_t index);

/// The shortest pause after which a TTL must have moved: rounding hides two seconds.
inline constexpr Seconds kTtlMovesWithin{2};

}  // namespace cutwatch::dns
