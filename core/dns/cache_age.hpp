#pragma once
#include "core/dns/calibration.hpp"
#include "core/dns/publication.hpp"
#include "core/dns/resolver_view.hpp"

#include <optional>
#include <set>
#include <vector>

namespace cutwatch::dns {

/// How long a copy has been cached: `age` ± `uncertainty`.
struct CacheAge {
  Millis age{};
  Millis uncertainty{};
  friend bool operator==(const CacheAge&, const CacheAge&) = default;
};

/// What the age of a copy is told by.
struct AgeEvidence {
  const std::vector<Publication>& published;
  std::optional<Seconds> original_ttl;  ///< A TTL from before the first look that a copy may still have.
  WallTime first_look;                  ///< When the first authority was first seen.
  std::set<RrSet> first_found;          ///< What was published then.
  /// What was measured behind the address: what a lone cache makes of TTLs, or that there are several; null
  /// where there is nothing to go by.
  const Calibration* measured = nullptr;
};

/// The age at `now` of one copy of a resolver: the TTL at its insertion less the TTL that remains. The TTL at
/// insertion is that of the publication which was fetched, unless the resolver caps it: then it is something
/// between that and the most that the resolver was ever seen to show; or a floor lengthens it, which must
/// have been measured. Where several are possible the
/// uncertainty covers them all. A resolver whose TTLs stand still may have fetched the copy at any time
/// within one TTL. Never negative.
///
/// nullopt when it cannot be told: no TTL of this resolver was seen running down (what it shows may not be
/// the time that remains), no publication explains the copy (it holds more than was published, or data that
/// never was published while we looked), or the answer is a stale one.
std::optional<CacheAge> cache_age(const CacheEntry& entry, const ResolverView& view,
                                  const AgeEvidence& evidence, WallTime now);

}  // namespace cutwatch::dns
