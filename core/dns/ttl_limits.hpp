#pragma once
#include "core/dns/publication.hpp"
#include "core/dns/resolver_view.hpp"

#include <optional>
#include <vector>

// The least and the most that a resolver makes of a TTL, learned from what it shows for one record.
namespace cutwatch::dns {

/// The most that it keeps of a TTL: three new copies had just this TTL, and none ever had more, although
/// clearly more was published. nullopt when none is known. A cap is legal (RFC 2181 §8).
std::optional<Seconds> learned_cap(const ResolverView& view, const std::vector<Publication>& published);

/// A copy that lives longer than anything published allows, now or before the first look.
struct Lengthened {
  Seconds ttl{};     ///< The most that was shown of it: the floor is at least that.
  WallTime ends_by;  ///< When that copy ends.
  friend bool operator==(const Lengthened&, const Lengthened&) = default;
};

/// The copy among the last ones that shows most clearly that the resolver lengthens TTLs; it will be late
/// after a change. Stale answers do not count: their TTL is no copy's. nullopt when there is none.
/// `known` is the time over which it can be told: from when the last copy from before the first look has
/// ended, to when all authorities were last asked. Pure.
std::optional<Lengthened> lengthened(const ResolverView& view, const std::vector<Publication>& published,
                                     std::optional<Span> known);

}  // namespace cutwatch::dns
