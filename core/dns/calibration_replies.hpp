#pragma once
#include "core/dns/cache_entry.hpp"
#include "core/dns/calibration.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

// What single signs in the replies of a calibration tell. All pure.
namespace cutwatch::dns {

using Replies = std::vector<CalibrationReply>;

/// The replies that a TTL can be read from.
Replies usable(const Replies& all, const Wildcard& wildcard);

/// The first questions for each name, where they were answered: nobody can have had a copy.
Replies to_new_names(const Replies& all, const Wildcard& wildcard);

/// Of a reply that can be used.
Seconds ttl_of(const CalibrationReply& reply);
CacheSample sample_of(const CalibrationReply& reply);

/// A copy was seen a second time, with so much less as time had passed.
bool ran_down(const Replies& replies);

/// Each shows the TTL of the one before, though time enough had passed, often enough, for it to move.
bool stand_still(const Replies& replies);

/// That a cache answered `again`, and not another one each time that had to fetch: of all pairs, nine in ten
/// were quicker than those that were fetched. With eight of each, chance does that once in two hundred times
/// (Mann-Whitney U). That all have one NSID does not tell: a whole pool may give the name of its place.
bool came_from_a_cache(const Replies& again, const Replies& fetched);

/// The servers that gave a name.
std::set<std::string> names_of(const Replies& replies);

/// How long after its insertion a copy was still served, told by zeros that no new copy shows.
std::optional<Seconds> held_at_zero(const Replies& all, const Wildcard& wildcard);

}  // namespace cutwatch::dns
