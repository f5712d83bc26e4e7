#include "core/dns/ttl_manner.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

namespace cutwatch::dns {
namespace {

/// Fewer may be caches that take turns.
constexpr std::size_t kStandstills = 2;

using Sightings = std::span<const Sighting>;

/// Those of the cache that answered last, where it gives its name.
std::vector<Sighting> of_last_instance(const std::vector<Sighting>& all) {
  std::vector<Sighting> out;
  std::ranges::copy_if(all, std::back_inserter(out),
                       [&](const Sighting& each) { return each.nsid == all.back().nsid; });
  return out;
}

/// Whether the very copy was seen with any of its TTL left: one second is told apart from none.
bool was_more(Sightings all, const Sighting& zero) {
  return std::ranges::any_of(all, [&](const Sighting& each) {
    return each.nsid == zero.nsid && each.copy_since == zero.copy_since && each.ttl > Seconds{0};
  });
}

/// Of two zeros in a row each may end a copy of its own that had counted down.
bool is_zero_plateau(Sightings all) {
  if (was_more(all, all.back())) return false;
  std::size_t begin = all.size();
  while (begin > 0 && all[begin - 1].ttl == Seconds{0}) --begin;
  return begin < all.size() && all.back().received - all[begin].received > kTtlMovesWithin;
}

bool ran_down(Sightings all) {
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (counts_down(all[i - 1], all[i])) return true;
  }
  return false;
}

}  // namespace

TtlManner manner_of(const Holding& holding) {
  const auto sightings = of_last_instance(holding.sightings);
  const Sightings all(sightings);
  const auto still = standstill(all.first(all.size() - 1), all.back());
  const bool is_still = still.moves >= kStandstills;
  if (is_still && all.back().ttl != kStaleTtl && !ran_down(all.first(still.begin + 1)))
    return TtlManner::frozen;
  if (is_still || all.back().is_said_stale) return TtlManner::stale;
  if (is_zero_plateau(all)) return TtlManner::zero;
  return TtlManner::counting;
}

}  // namespace cutwatch::dns
