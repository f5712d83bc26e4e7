#pragma once
#include "core/dns/cache_entry.hpp"
#include "core/dns/holding.hpp"

namespace cutwatch::dns {

/// How a resolver's TTLs for one RRset have been moving of late.
enum class TtlManner : std::uint8_t {
  counting,  ///< They run down, or nothing speaks against it.
  frozen,    ///< They stand still from the beginning: a cache that does not count (dnsdist with dontAge).
  stale,     ///< An outdated answer under a substitute TTL (RFC 8767): said so, or standing still after the
             ///< copy had run down.
  zero,      ///< They stay at zero.
};

/// The manner of the last sightings. Frozen is decided before stale, and both before anything is made of the
/// TTLs as ends of copies. Pure.
TtlManner manner_of(const Holding& holding);

/// Whether the last TTLs stand still, but no longer than the caches explain that were seen to take turns:
/// that is no manner of its own. Pure.
bool stands_still_by_turns(const Holding& holding);

}  // namespace cutwatch::dns
