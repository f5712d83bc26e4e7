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
  /// That is said of the name servers of that time: of those first heard by then; none: of all.
  std::optional<WallTime> heard_by{};
  /// The largest that anybody saw at any time: only gaps reckon with it.
  std::optional<Seconds> most_known{};
  friend bool operator==(const UnseenPast&, const UnseenPast&) = default;
};

/// What is reckoned with where nobody said: public resolvers cap TTLs at a day or two (RFC 8767 §4 speaks of
/// seven days at most, their makers default to one).
inline constexpr Seconds kAssumedOriginalTtl{std::chrono::hours{48}};

/// Whether what `lowered_at` says is said, and of this server. One that joined later may have come with the
/// zone from before.
bool is_said_lowered(const AuthorityHistory& history, const UnseenPast& past);

/// Until when a server may have published what nobody saw, with the TTL of `past`: the first look at it, or
/// when the TTL is said to have been lowered. nullopt before the first look.
std::optional<WallTime> unseen_until(const AuthorityHistory& history, const UnseenPast& past);

/// The largest TTL that is reckoned with in a gap: what was published before or after it, at any other time
/// or before the cutover, which may have been there again.
Seconds most_in(const Gap& gap, const UnseenPast& past);

/// Everything that was seen to be published, at all servers. What was found first is taken to have been
/// published before as well.
std::vector<Publication> publications(const std::vector<AuthorityHistory>& histories, WallTime now);

/// The same, with what is said of the time before the cutover, for gaps.
std::vector<Publication> publications(const std::vector<AuthorityHistory>& histories, WallTime now,
                                      const UnseenPast& past);

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
