#pragma once
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

/// One definite answer of a resolver: what it held and for how much longer. An absent record is held like any
/// other.
struct CacheSample {
  RrSet rrset;
  Seconds ttl{};
  WallTime sent;
  WallTime received;
  std::optional<std::string> nsid;
};

/// One cached copy inferred behind a resolver address: samples whose expiries agree are the same copy. Caches
/// that were filled within two seconds of each other cannot be told apart, and count as one.
struct CacheEntry {
  RrSet rrset;
  std::optional<std::string> nsid;
  ExpiryInterval expires;  ///< What all its samples agree on.
  WallTime ends_by;        ///< The latest end that any of them allows.
  WallTime first_seen;
  WallTime last_seen;
  friend bool operator==(const CacheEntry&, const CacheEntry&) = default;

  /// A copy counts as living until the last instant that it can live.
  bool is_live(WallTime now) const { return now < ends_by; }
};

/// More copies than this behind one address are not told apart: the one that ends first is forgotten.
inline constexpr std::size_t kMaxCacheEntries = 32;

/// When a copy seen in `sample` ends. TTLs are whole seconds that some resolvers round up and some down, so
/// the interval is a second wider than the exchange on either side (measured: four caches scattered by at
/// most 1.0 s).
ExpiryInterval expiry_of(const CacheSample& sample);

/// The copies known after one more sample: it narrows the copy that it agrees with, or adds one. Copies that
/// had ended before the sample was asked for are dropped. Pure.
std::vector<CacheEntry> with_sample(std::vector<CacheEntry> entries, const CacheSample& sample);

/// The RRsets of the copies that live at `now`, each once, sorted.
std::vector<RrSet> held_at(const std::vector<CacheEntry>& entries, WallTime now);

}  // namespace cutwatch::dns
