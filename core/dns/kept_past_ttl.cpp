#include "core/dns/kept_past_ttl.hpp"

#include "core/dns/ttl_manner.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::dns {
namespace {

bool is_late(const Sighting& sighting, WallTime bound) { return sighting.sent >= bound; }

bool is_confirmed(const Holding& holding, WallTime bound) {
  const auto first =
      std::ranges::find_if(holding.sightings, [&](const Sighting& each) { return is_late(each, bound); });
  return first != holding.sightings.end() && holding.sightings.back().sent - first->sent >= kConfirmedAfter;
}

/// Fetched while it was published, and kept longer than that allows; rather than fetched anew.
bool is_lengthened(const Sighting& sighting, const OldEnd& old_end) {
  return sighting.copy_since <= old_end.gone || sighting.ttl > old_end.ttl + Seconds{1};
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
  return is_lengthened(holding.sightings.back(), old_end) ? KeptCause::floor : KeptCause::refetch_old;
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
    if (!stage || *stage == target || !is_confirmed(holding, old_end.bound)) continue;
    return KeptPastTtl{.cause = cause_of(holding, old_end),
                       .rrset = holding.rrset,
                       .last_seen = holding.sightings.back().received};
  }
  return std::nullopt;
}

}  // namespace cutwatch::dns
