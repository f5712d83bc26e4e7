#pragma once
#include "core/dns/holding.hpp"
#include "core/dns/rrset.hpp"
#include "core/time/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cutwatch::dns {

/// When something ends, as far as it is known: not before `earliest`, at the latest at `latest`.
struct ExpiryInterval {
  WallTime earliest;
  WallTime latest;
  friend bool operator==(const ExpiryInterval&, const ExpiryInterval&) = default;
};

/// One cached copy inferred behind a resolver address: samples whose expiries agree are the same copy. Caches
/// that were filled within a second of each other cannot be told apart, and count as one.
struct CacheEntry {
  RrSet rrset;
  std::optional<std::string> nsid;
  ExpiryInterval expires;  ///< What all its samples agree on.
  WallTime ends_by;        ///< The latest end that any of them allows.
  WallTime first_seen;
  WallTime last_seen;
  std::size_t samples = 1;
  std::size_t standstills = 0;  ///< How often in a row its TTL had not moved although time had passed.
  Seconds largest_ttl{};        ///< The largest that any of its samples showed.
  std::optional<WallTime> surprising_since;  ///< When the answer came that was `kAnswersBeforeASurprise`
                                             ///< before its first one; none where there were fewer.
  friend bool operator==(const CacheEntry&, const CacheEntry&) = default;

  /// A copy counts as living until the last instant that it can live.
  bool is_live(WallTime now) const { return now < ends_by; }

  /// Whether the TTL that it shows says nothing about its end: it does not move, or it is the one that stale
  /// answers are given with and has not been seen to move.
  bool is_end_unknown() const;
};

/// A cache among up to four that was not met in so many answers is a new one: they would miss it once in a
/// hundred times.
inline constexpr std::size_t kAnswersBeforeASurprise = 16;

/// More copies than this behind one address are not told apart: the one that ends first is forgotten.
inline constexpr std::size_t kMaxCacheEntries = 32;

/// When a copy seen in `sample` ends. TTLs are whole seconds that some resolvers round up and some down, so
/// the interval is a second wider than the exchange on either side (measured: four caches scattered by at
/// most 1.0 s).
ExpiryInterval expiry_of(const CacheSample& sample);

/// The copies known after one more sample: it narrows the copy that it agrees with, or adds one. Where the
/// TTL has been standing still longer than caches that take turns explain, all that showed it are one: a
/// cache that does not count would else seem to be many. Copies that had ended before the sample was asked
/// for are dropped. Pure.
std::vector<CacheEntry> with_sample(std::vector<CacheEntry> entries, const CacheSample& sample,
                                    const Standstill& still = {});

/// The RRsets of the copies that live at `now`, each once, sorted.
std::vector<RrSet> held_at(const std::vector<CacheEntry>& entries, WallTime now);

}  // namespace cutwatch::dns
