#include "core/dns/kept_past_ttl.hpp"

#include "core/dns/ttl_manner.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::dns {
namespace {

bool is_late(const Sighting& sighting, WallTime bound) { return sighting.sent >= bound; }

bool is_confirmed(const Holding& holding, const OldEnd& old_end) {
  const auto first = std::ranges::find_if(holding.sightings,
                                          [&](const Sighting& each) { return is_late(each, old_end.bound); });
  return std::any_of(first, holding.sightings.end(), [&](const Sighting& each) {
    return each.sent - first->sent >= kConfirmedAfter && each.received <= old_end.known_until;
  });
}

/// The one TTL that all late answers showed: asked for at intervals longer than a TTL, outdated answers look
/// like copies fetched anew, but for this.
std::optional<Seconds> only_ttl(const Holding& holding, WallTime bound) {
  for (const auto& each : holding.sightings) {
    if (!is_late(each, bound)) continue;
    if (each.ttl != holding.sightings.back().ttl) return std::nullopt;
  }
  return holding.sightings.back().ttl;
}

/// Of copies that were seen late.
template <class Test>
bool any_of_late_copies(const Holding& holding, WallTime bound, Test test) {
  return std::ranges::any_of(holding.sightings, [&](const Sighting& late) {
    return is_late(late, bound) && std::ranges::any_of(holding.sightings, [&](const Sighting& each) {
             return each.copy_since == late.copy_since && each.nsid == late.nsid && test(each);
           });
  });
}

/// Fetched while the old data were there, or with more than was published: nobody fetched it anew.
bool is_lengthened(const Holding& holding, const OldEnd& old_end) {
  return any_of_late_copies(holding, old_end.bound, [&](const Sighting& each) {
    return each.copy_since <= old_end.gone || each.ttl > old_end.ttl + Seconds{1};
  });
}

/// With fewer answers between, other caches behind the address may merely not have been met.
constexpr std::ptrdiff_t kAnswersOfOneCache = 8;

/// Whether a copy came in the place of one that had ended, when the old data were gone already. Where caches
/// are not told apart that takes two of them, or answers enough to have met another cache.
bool has_renewed(const Holding& holding, const OldEnd& old_end) {
  const auto& all = holding.sightings;
  int renewals = 0;
  for (auto each = all.begin(); each != all.end(); ++each) {
    if (each->copy_since != each->received || each->ttl == Seconds{0}) continue;
    const auto follows = [&](const Sighting& before) {
      return before.nsid == each->nsid && before.received > old_end.gone &&
             each->sent > before.received + before.ttl + Seconds{1};
    };
    const auto first = std::find_if(all.begin(), each, follows);
    if (first == each) continue;
    if (each->nsid || each - first >= kAnswersOfOneCache) return true;
    ++renewals;
  }
  return renewals > 1;
}

/// Whether the same TTL may have come from several caches, each of which had just fetched its copy: one name
/// may be that of a whole pool.
bool may_be_turns(const ResolverView& view, const Holding& holding) {
  const auto& last = holding.sightings.back();
  return view.most_interleaved > 1 && !last.is_said_stale && last.ttl != kStaleTtl;
}

/// Those that have names of their own are told apart. Here are more than that.
bool has_caches_alike(const ResolverView& view) {
  return view.most_interleaved > std::max<std::size_t>(view.instances.size(), 1);
}

struct Verdict {
  KeptCause cause;
  std::optional<KeptCause> or_else = std::nullopt;
};

/// Copies that were just fetched show about that.
bool is_as_published(Seconds ttl, const OldEnd& old_end) {
  return std::chrono::abs(old_end.ttl - ttl) <= Seconds{2};
}

/// Fewer answers with the TTL that stale ones are given with may be chance.
constexpr std::ptrdiff_t kStaleAnswersThatTell = 4;

/// All late answers have that TTL. Copies that are fetched with just that one have it, too.
Verdict stale_by_ttl(const Holding& holding, const OldEnd& old_end) {
  const auto late = std::ranges::count_if(holding.sightings,
                                          [&](const Sighting& each) { return is_late(each, old_end.bound); });
  if (late >= kStaleAnswersThatTell && !is_as_published(kStaleTtl, old_end)) return {KeptCause::stale};
  return {KeptCause::stale, KeptCause::refetch_old};
}

/// The TTL stands still after a copy had run down.
Verdict stale_by_standstill(const ResolverView& view, const Holding& holding, const OldEnd& old_end) {
  const auto& last = holding.sightings.back();
  const bool is_as_fetched = !last.is_said_stale && is_as_published(last.ttl, old_end);
  if (is_as_fetched || may_be_turns(view, holding)) return {KeptCause::stale, KeptCause::refetch_old};
  return {KeptCause::stale};
}

/// Zeros that stay hide a floor, or are stale answers: only some resolvers follow RFC 8767 §5 and give 30.
Verdict at_zero(const Holding& holding, const OldEnd& old_end) {
  const bool has_lengthened = std::ranges::any_of(
      holding.sightings, [&](const Sighting& each) { return each.ttl > old_end.ttl + Seconds{1}; });
  if (has_lengthened) return {KeptCause::floor};
  return {KeptCause::floor, KeptCause::stale};
}

/// Neither its TTLs nor its copies' ends say what it does: it gives old data as if they were just fetched.
Verdict refetched(const ResolverView& view, const Holding& holding, const OldEnd& old_end) {
  const bool is_one_ttl = !view.ttl.counts_down && only_ttl(holding, old_end.bound);
  if (is_one_ttl || stands_still_by_turns(holding)) return {KeptCause::refetch_old, KeptCause::frozen};
  if (has_renewed(holding, old_end)) return {KeptCause::refetch_old};
  return {KeptCause::refetch_old, KeptCause::floor};
}

/// The manner of the TTLs while they were late: the first late answers may still show a copy running down.
Verdict verdict_on(const ResolverView& view, const Holding& holding, const OldEnd& old_end) {
  const auto manner = manner_of(holding);
  switch (manner) {
    case TtlManner::frozen:
      if (may_be_turns(view, holding)) return {KeptCause::frozen, KeptCause::refetch_old};
      return {KeptCause::frozen};
    case TtlManner::stale:
      if (!may_be_turns(view, holding) || !has_caches_alike(view))
        return stale_by_standstill(view, holding, old_end);
      break;
    case TtlManner::zero: return at_zero(holding, old_end);
    case TtlManner::counting: break;
  }
  const bool is_said_stale = std::ranges::any_of(holding.sightings, [&](const Sighting& each) {
    return is_late(each, old_end.bound) && each.is_said_stale;
  });
  if (is_said_stale) return {KeptCause::stale};
  const auto only = only_ttl(holding, old_end.bound);
  if (only == Seconds{0}) return at_zero(holding, old_end);
  if (only == kStaleTtl) return stale_by_ttl(holding, old_end);
  if (is_lengthened(holding, old_end)) return {KeptCause::floor};
  if (manner == TtlManner::stale) return {KeptCause::refetch_old, KeptCause::stale};
  return refetched(view, holding, old_end);
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
    const auto verdict = verdict_on(view, holding, old_end);
    return KeptPastTtl{.cause = verdict.cause,
                       .or_else = verdict.or_else,
                       .rrset = holding.rrset,
                       .last_seen = holding.sightings.back().received};
  }
  return std::nullopt;
}

}  // namespace cutwatch::dns
