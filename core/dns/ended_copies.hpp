#pragma once
#include "core/dns/cache_entry.hpp"

#include <cstddef>
#include <vector>

namespace cutwatch::dns {

/// So many copies that have ended are kept for what they show of the past (`core/dns/past_shown.hpp`).
inline constexpr std::size_t kMaxWitnesses = 16;
/// And all that live may end at once, before it is known which of them show anything.
inline constexpr std::size_t kMaxEndedCopies = kMaxWitnesses + kMaxCacheEntries;

/// At most so many of the copies: of too many the one with the smallest TTL goes, but never the one that
/// ended last. A TTL that stands still is all that is known of its copy: such a one has no end. Pure.
std::vector<CacheEntry> most_telling(std::vector<CacheEntry> copies, std::size_t most);

}  // namespace cutwatch::dns
