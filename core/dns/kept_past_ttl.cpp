#include "core/dns/kept_past_ttl.hpp"

#include "core/dns/ttl_manner.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::dns {
namespace {

/// Asked for at intervals longer than a TTL, outdated answers look like copies fetched anew, but for this.
constexpr std::size_t kLateAnswersThatTell = 2;

bool is_late(const Sighting& sighting, WallTime bound) { return sighting.sent >= bound; }

bool is_confirmed(const Holding& holding, const OldEnd& old_end) {
  const auto first = std::ranges::find_if(holding.sightings,
                                          [&](const Sighting& each) { return is_late(each, old_end.bound); });
  return std::any_of(first, holding.sightings.end(), [&](const Sighting& each) {
    return each.sent - first->sent >= kConfirmedAfter && each.received <= old_end.known_until;
  });
}

/// The one TTL that all late answers showed, if there are enough of them to tell.
std::optional<Seconds> only_ttl(const Holding& holding, WallTime bound) {
  std::size_t late = 0;
  for (const auto& each : holding.sightings) {
    if (!is_late(each, bound)) continue;
    if (each.ttl != holding.sightings.back().ttl) return std::nullopt;
    ++late;
  }
  return late >= kLateAnswersThatTell ? std::optional(holding.sightings.back().ttl) : std::nullopt;
}

bool showed_more_than(const Holding& holding, Seconds published) {
  return std::ranges::any_of(holding.sightings,
                             [&](const Sighting& each) { return each.ttl > published + Seconds{1}; });
}

/// The manner of the TTLs while they were late: the first late answers may still show a copy running down.
KeptCause cause_of(const Holding& holding, const OldEnd& old_end) {
  switch (manner_of(holding)) {
    case TtlManner::frozen: return KeptCause::frozen;
    case TtlManner::stale: return KeptCause::stale;
    case TtlManner::zero: return KeptCause::floor;
    case TtlManner::counting: break;
  }
  const bool is_said_stale = std::ranges::any_of(holding.sightings, [&](const Sighting& each) {
    return is_late(each, old_end.bound) && each.is_said_stale;
  });
  if (is_said_stale) return KeptCause::stale;
  if (only_ttl(holding, old_end.bound) == kStaleTtl) return KeptCause::stale;
  if (holding.sightings.back().copy_since <= old_end.gone || showed_more_than(holding, old_end.ttl))
    return KeptCause::floor;
  return KeptCause::refetch_old;
}

}  // namespace

std::string_view to_string(KeptCause cause) noexcept {
  switch (cause) {
    case KeptCause::floor: return "floor";
    case KeptCause::stale: return "stale";
    case KeptCause::refetch_old: return "refetch_old";
    case KeptCause::frozen: return "frozen";
  }
  std::unreachable();
}

std::optional<KeptPastTtl> kept_past_ttl(const ResolverView& view, const Stages& stages, std::size_t target,
                                         const OldEnd& old_end) {
  for (const auto& holding : view.holdings) {
    const auto stage = stage_of(stages, holding.rrset);
    if (!stage || *stage == target || !is_confirmed(holding, old_end)) continue;
    return KeptPastTtl{.cause = cause_of(holding, old_end),
                       .rrset = holding.rrset,
                       .last_seen = holding.sightings.back().received};
  }
  return std::nullopt;
}

}  // namespace cutwatch::dns
