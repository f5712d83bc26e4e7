#pragma once
#include "core/dns/cache_entry.hpp"
#include "core/dns/history.hpp"

#include <optional>
#include <vector>

namespace cutwatch::dns {

/// How long a copy has been cached: `age` ± `uncertainty`.
struct CacheAge {
  Millis age{};
  Millis uncertainty{};
  friend bool operator==(const CacheAge&, const CacheAge&) = default;
};

/// The age at `now` of one copy: the TTL at its insertion less the TTL that remains. The TTL at insertion is
/// that of the version which was published then; where several versions are possible, the uncertainty covers
/// them all. nullopt when no version explains the copy (the resolver holds more than was published, or data
/// that never was published while we looked): such a copy has no age that could be told. Never negative.
std::optional<CacheAge> cache_age(const CacheEntry& entry, const std::vector<AuthorityHistory>& histories,
                                  WallTime now);

}  // namespace cutwatch::dns
