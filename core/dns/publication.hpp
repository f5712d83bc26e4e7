#pragma once
#include "core/dns/history.hpp"
#include "core/time/time.hpp"

#include <optional>
#include <vector>

namespace cutwatch::dns {

/// A stretch of time.
struct Span {
  WallTime begin;
  WallTime end;
  friend bool operator==(const Span&, const Span&) = default;
};

/// One RRset that was handed out with one TTL, and when a resolver can have fetched it: from the last
/// question that the version before answered to the first reply without it.
struct Publication {
  RrSet rrset;
  Seconds ttl{};
  Span fetched;
  friend bool operator==(const Publication&, const Publication&) = default;
};

/// Those of one RRset. They point into `published`.
std::vector<const Publication*> of_rrset(const std::vector<Publication>& published, const RrSet& rrset);

/// What may have been served before the first look (DESIGN §5.1).
struct UnseenPast {
  std::optional<Seconds> original_ttl;  ///< What the operator says it was; none when nobody said.
  std::optional<WallTime> lowered_at;   ///< When every authority had the lower one; none when nobody said.
  friend bool operator==(const UnseenPast&, const UnseenPast&) = default;
};

/// What is reckoned with where nobody said: public resolvers cap TTLs at a day or two (RFC 8767 §4 speaks of
/// seven days at most, their makers default to one).
inline constexpr Seconds kAssumedOriginalTtl{std::chrono::hours{48}};

/// Everything that was seen to be published, at all servers. What was found first is taken to have been
/// published before as well.
std::vector<Publication> publications(const std::vector<AuthorityHistory>& histories, WallTime now);

/// A copy that counts as one may be two that were fetched, or end, within this time of each other.
inline constexpr Seconds kMergedWithin{3};

/// Whether a copy that was first seen at `copy_since` and ends at `earliest_end` or later can have been
/// fetched from one of the publications.
bool is_explained(const std::vector<const Publication*>& published, WallTime copy_since,
                  WallTime earliest_end);

/// The latest end that a copy can have which was fetched from this server before we knew what it published:
/// of any data, with the TTL of `past`. nullopt before the first look.
std::optional<WallTime> unseen_copies_end(const AuthorityHistory& history, const UnseenPast& past);

/// The same over all servers.
std::optional<WallTime> unseen_copies_end(const std::vector<AuthorityHistory>& histories,
                                          const UnseenPast& past);

}  // namespace cutwatch::dns
