#pragma once
#include "core/dns/publication.hpp"
#include "core/dns/resolver_view.hpp"
#include "core/dns/stages.hpp"

#include <optional>
#include <vector>

// What a resolver's copies tell of the TTLs from before the authorities were first looked at (DESIGN §5.1).
namespace cutwatch::dns {

/// Copies that may be from then, and live longer than anything explains that was seen to be published: the
/// TTL was at least what was left of it.
struct PastShown {
  Seconds ttl{};                       ///< The most that was left when one was first seen.
  WallTime ends_by = WallTime::min();  ///< When the last one ends; TTLs that stand still name no end.
  friend bool operator==(const PastShown&, const PastShown&) = default;
};

/// What both show.
PastShown joined(const PastShown& one, const PastShown& other);

/// No sane cache keeps anything for longer (RFC 8767 §4): a copy that would have to be older to be from
/// before the first look is not.
inline constexpr Seconds kLongestKept{std::chrono::hours{24 * 7}};

/// Everything that was seen to be published, and over which time that is all there was.
struct KnownPublications {
  std::vector<Publication> all;
  WallTime first_look;      ///< At any authority.
  WallTime complete_since;  ///< The first look at the last one of them, or the end of the last gap.
  WallTime complete_until;
  WallTime last_gap;  ///< When the last gap ended; the earliest time where there was none.
};

/// From all servers that resolvers can have fetched from; `until` is when the last one was asked. nullopt
/// before the first look.
std::optional<KnownPublications> known_publications(const std::vector<AuthorityHistory>& histories,
                                                    WallTime until);

/// The view with only those ended copies that may tell of the time before the first look, the most telling
/// `kMaxWitnesses`: nothing published explains them, and they were no stale answers. For every view that a
/// reply has ended a copy of, so that no other copy takes their place; its sightings do not stay for ever.
/// Pure.
ResolverView with_witnesses_only(ResolverView view, const std::vector<AuthorityHistory>& histories);

/// What the copies of one resolver, ended ones as well, show together; nullopt when the publications explain
/// all of them. Not counted are copies that no more than a proven floor makes so long; at an address that
/// seems to be one cache those that were first met after `kAnswersBeforeASurprise` answers since the first
/// look; data that no stage of the plan and no authority ever had; stale answers. `measured_caches` are
/// otherwise known to lie behind the address, at least. Pure.
std::optional<PastShown> past_shown(const ResolverView& view, const KnownPublications& known,
                                    const Stages& stages, std::size_t measured_caches);

/// The most that a resolver is proven to make of a TTL that was lower, by copies that must have been fetched
/// after the first look: of data that were not published before, or because they came again and again with
/// this TTL (three times, with at least that time between the first and the last; copies from before would
/// have had to lie there in just such steps). nullopt while there is no proof. Pure.
std::optional<Seconds> proven_floor(const ResolverView& view, const KnownPublications& known);

}  // namespace cutwatch::dns
