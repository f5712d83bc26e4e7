#pragma once
#include "core/dns/cache_entry.hpp"
#include "core/dns/calibration.hpp"

#include <optional>

namespace cutwatch::dns {

/// What a cache that was measured made of a published TTL when it inserted this copy: between these. nullopt
/// where the measurement does not tell: several caches, or several limits; a limit that does not matter for
/// this TTL; a copy that shows more than the limits allow, or an absent record, for which there may be
/// others. Pure.
std::optional<GivenTtls> measured_ttl(Seconds published, const CacheEntry& copy, const Calibration& measured);

}  // namespace cutwatch::dns
