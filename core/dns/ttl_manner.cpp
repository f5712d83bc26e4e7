#include "core/dns/ttl_manner.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <vector>

namespace cutwatch::dns {
namespace {

/// Fewer may be caches that take turns.
constexpr std::size_t kStandstills = 2;

/// Fewer copies may be met again by chance.
constexpr std::size_t kMetAgainByTurns = 3;

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

/// How many copies were met again with less left, after others: caches that count do so when they take turns,
/// one that does not count by chance only.
std::size_t met_again(Sightings all) {
  std::set<WallTime> copies;
  for (std::size_t i = 1; i < all.size(); ++i) {
    const bool is_other = all[i].copy_since != all[i - 1].copy_since;
    if (is_other && has_run_down(all.first(i), all[i])) copies.insert(all[i].copy_since);
  }
  return copies.size();
}

Standstill last_standstill(Sightings all) { return standstill(all.first(all.size() - 1), all.back()); }

/// Each cache has the same TTL left once in a turn. What was seen of turns long ago explains no standstill
/// that outlasts them.
bool is_by_turns(Sightings all, const Standstill& still) {
  const auto again = met_again(all);
  return all.back().ttl != kStaleTtl && again >= kMetAgainByTurns && still.moves < again;
}

}  // namespace

TtlManner manner_of(const Holding& holding) {
  const auto sightings = of_last_instance(holding.sightings);
  const Sightings all(sightings);
  const auto still = last_standstill(all);
  const bool is_still = still.moves >= kStandstills && !is_by_turns(all, still);
  if (is_still && all.back().ttl != kStaleTtl && !ran_down(all.first(still.begin + 1)))
    return TtlManner::frozen;
  if (is_still || all.back().is_said_stale) return TtlManner::stale;
  if (is_zero_plateau(all)) return TtlManner::zero;
  return TtlManner::counting;
}

bool stands_still_by_turns(const Holding& holding) {
  const auto sightings = of_last_instance(holding.sightings);
  const auto still = last_standstill(sightings);
  return still.moves >= kStandstills && is_by_turns(sightings, still);
}

}  // namespace cutwatch::dns
