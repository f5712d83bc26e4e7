#pragma once
#include "core/dns/rrset.hpp"
#include "core/dns/stages.hpp"
#include "core/time/time.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace cutwatch::dns {

/// One definite, authoritative answer of a name server, with the zone's serial as asked for just before it.
struct AuthoritySample {
  RrSet rrset;
  Seconds ttl{};
  std::optional<std::uint32_t> serial;
  WallTime sent;
  WallTime received;
};

/// What one name server published for one record, from when to when.
struct Version {
  RrSet rrset;
  Seconds ttl{};  ///< The largest over the samples: some authorities count their TTL down.
  std::optional<std::uint32_t> serial;
  WallTime first_seen;
  WallTime last_seen;
  std::optional<WallTime>
      ended;  ///< When the first reply came that no longer showed it; none while it is published.
  friend bool operator==(const Version&, const Version&) = default;
};

/// The versions at one name server, oldest first; the last one is current. At most `kMaxVersions`.
struct AuthorityHistory {
  std::vector<Version> versions;
  friend bool operator==(const AuthorityHistory&, const AuthorityHistory&) = default;

  const Version* current() const { return versions.empty() ? nullptr : &versions.back(); }
};

inline constexpr std::size_t kMaxVersions = 64;

/// The history after one more sample. A new version begins with other data, or with another TTL under another
/// serial; another TTL under the same serial is an authority that counts down (the larger one is kept).
AuthorityHistory with_sample(AuthorityHistory history, const AuthoritySample& sample);

/// The stage that the cutover is moving to: the one that an authority changed to last; while none has
/// changed, the newest that any publishes, or the first changed stage where all publish the original (DESIGN
/// §2, target). An index into `stages`, except for a single stage, which is its own target.
std::size_t target_stage(const Stages& stages, const std::vector<AuthorityHistory>& histories);

}  // namespace cutwatch::dns
