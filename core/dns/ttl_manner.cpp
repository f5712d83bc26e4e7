#include "core/dns/ttl_manner.hpp"

#include <algorithm>
#include <span>

namespace cutwatch::dns {
namespace {

/// Fewer may be caches that take turns.
constexpr std::size_t kStandstill = 3;

using Sightings = std::span<const Sighting>;

/// The last sightings that show one TTL, each too soon after the one before for it to be another copy's.
Sightings standstill(Sightings all) {
  std::size_t begin = all.size() - 1;
  while (begin > 0 && stands_still(all[begin - 1], all[begin])) --begin;
  return all.subspan(begin);
}

bool is_zero_plateau(Sightings all) {
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
  const Sightings all(holding.sightings);
  const auto still = standstill(all);
  const bool is_still = still.size() >= kStandstill;
  const auto before = all.first(all.size() - still.size() + 1);
  if (is_still && still.back().ttl != kStaleTtl && !ran_down(before)) return TtlManner::frozen;
  if (is_still || all.back().is_said_stale) return TtlManner::stale;
  if (is_zero_plateau(all)) return TtlManner::zero;
  return TtlManner::counting;
}

}  // namespace cutwatch::dns
