#include "core/dns/past_shown.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

constexpr Seconds kRounding{1};
constexpr std::ptrdiff_t kArrivalsThatProve = 3;

/// How much more a copy may seem to have than it showed: rounding, and the time that an answer took.
constexpr Seconds kInexact{5};

using Candidates = std::vector<const Publication*>;

bool is_of_stale_answer(const CacheEntry& entry, const ResolverView& view) {
  return std::ranges::any_of(view.holdings, [&](const Holding& holding) {
    return holding.rrset == entry.rrset && std::ranges::any_of(holding.sightings, [&](const Sighting& seen) {
             return seen.is_said_stale && seen.copy_since == entry.first_seen;
           });
  });
}

/// Had it been there at the first look, one of the many answers since would have shown it.
bool was_surely_fetched_since(const CacheEntry& entry, std::size_t caches, WallTime looked) {
  return caches <= 1 && entry.surprising_since && *entry.surprising_since > looked;
}

std::optional<PastShown> shown_by(const CacheEntry& entry, const ResolverView& view,
                                  const KnownPublications& known, const Stages& stages, std::size_t caches) {
  if (entry.largest_ttl <= kStaleTtl) return std::nullopt;
  const auto candidates = of_rrset(known.all, entry.rrset);
  if (candidates.empty() && !stage_of(stages, entry.rrset)) return std::nullopt;
  if (is_explained(candidates, entry.first_seen, entry.expires.earliest)) return std::nullopt;
  if (is_of_stale_answer(entry, view)) return std::nullopt;
  // A TTL that stands still is the one that the copy was inserted with.
  if (entry.standstills > 0) {
    if (entry.largest_ttl > kLongestKept) return std::nullopt;
    return PastShown{.ttl = entry.largest_ttl, .ends_by = WallTime::min()};
  }
  if (was_surely_fetched_since(entry, caches, known.complete_since)) return std::nullopt;
  if (entry.expires.earliest - std::min(entry.first_seen, known.first_look) > kLongestKept)
    return std::nullopt;
  return PastShown{.ttl = std::chrono::ceil<Seconds>(entry.ends_by - entry.first_seen),
                   .ends_by = entry.ends_by};
}

/// The most that was published of this RRset when a copy of it arrived.
Seconds most_published(const Candidates& candidates, WallTime at) {
  Seconds most{0};
  for (const auto* each : candidates) {
    if (each->fetched.begin <= at && at <= each->fetched.end) most = std::max(most, each->ttl);
  }
  return most;
}

/// Whether copies with the TTL of this arrival came again and again.
bool recurs(const Arrival& arrival, const std::vector<Arrival>& longer) {
  const auto is_like_it = [&](const Arrival& each) {
    return each.at >= arrival.at && std::chrono::abs(each.ttl - arrival.ttl) <= kRounding;
  };
  const auto last = std::ranges::find_if(longer.rbegin(), longer.rend(), is_like_it);
  return std::ranges::count_if(longer, is_like_it) >= kArrivalsThatProve &&
         last->at - arrival.at >= arrival.ttl - 2 * kRounding;
}

bool is_known(WallTime at, const KnownPublications& known) {
  return at > known.complete_since && at <= known.complete_until;
}

/// By copies that came again and again.
std::optional<Seconds> recurring_floor(const Holding& holding, const Candidates& candidates,
                                       const KnownPublications& known) {
  std::vector<Arrival> longer;
  for (const auto& each : holding.arrivals) {
    if (is_known(each.at, known) && each.ttl > most_published(candidates, each.at) + kRounding)
      longer.push_back(each);
  }
  std::optional<Seconds> most;
  for (const auto& each : longer) {
    if (recurs(each, longer)) most = std::max(most.value_or(each.ttl), each.ttl);
  }
  return most;
}

/// By copies of data that were not published before the first look.
std::optional<Seconds> floor_of_new_data(const Holding& holding, const Candidates& candidates,
                                         const KnownPublications& known) {
  const bool is_new = !candidates.empty() && std::ranges::all_of(candidates, [&](const Publication* each) {
    return each->fetched.begin != WallTime::min() && each->fetched.begin >= known.last_gap;
  });
  std::optional<Seconds> most;
  if (!is_new || holding.rrset.is_absent()) return most;
  for (std::size_t i = 0; i < holding.sightings.size(); ++i) {
    const auto& seen = holding.sightings[i];
    if (!tells_of_a_copy(holding, i) || !is_known(seen.received, known)) continue;
    if (!is_explained(candidates, seen.copy_since, seen.sent + seen.ttl - kRounding))
      most = std::max(most.value_or(seen.ttl), seen.ttl);
  }
  return most;
}

}  // namespace

PastShown joined(const PastShown& one, const PastShown& other) {
  return {.ttl = std::max(one.ttl, other.ttl), .ends_by = std::max(one.ends_by, other.ends_by)};
}

std::optional<KnownPublications> known_publications(const std::vector<AuthorityHistory>& histories,
                                                    WallTime until) {
  KnownPublications known{.all = publications(histories, WallTime::max()),
                          .first_look = first_look(histories).value_or(WallTime::max()),
                          .complete_since = WallTime::min(),
                          .complete_until = until,
                          .last_gap = WallTime::min()};
  for (const auto& history : histories) {
    if (history.versions.empty()) continue;
    known.complete_since = std::max(known.complete_since, history.versions.front().first_seen);
    if (!history.gaps.empty()) known.last_gap = std::max(known.last_gap, history.gaps.back().end);
  }
  known.complete_since = std::max(known.complete_since, known.last_gap);
  if (known.all.empty()) return std::nullopt;
  return known;
}

std::optional<Seconds> proven_floor(const ResolverView& view, const KnownPublications& known) {
  std::optional<Seconds> most;
  for (const auto& holding : view.holdings) {
    const auto candidates = of_rrset(known.all, holding.rrset);
    most = std::max(most, recurring_floor(holding, candidates, known));
    most = std::max(most, floor_of_new_data(holding, candidates, known));
  }
  return most;
}

ResolverView with_witnesses_only(ResolverView view, const std::vector<AuthorityHistory>& histories) {
  const auto all = publications(histories, WallTime::max());
  std::erase_if(view.ended, [&](const CacheEntry& copy) {
    return is_explained(of_rrset(all, copy.rrset), copy.first_seen, copy.expires.earliest) ||
           is_of_stale_answer(copy, view);
  });
  view.ended = most_telling(std::move(view.ended), kMaxWitnesses);
  return view;
}

std::optional<PastShown> past_shown(const ResolverView& view, const KnownPublications& known,
                                    const Stages& stages, std::size_t measured_caches) {
  const auto caches = std::max(view.caches_ever(), measured_caches);
  std::vector<PastShown> all;
  for (const auto* copies : {&view.ended, &view.entries}) {
    for (const auto& entry : *copies) {
      if (const auto shown = shown_by(entry, view, known, stages, caches)) all.push_back(*shown);
    }
  }
  if (all.empty()) return std::nullopt;
  const auto floor = proven_floor(view, known);
  std::optional<PastShown> most;
  for (const auto& each : all) {
    if (floor && each.ttl <= *floor + kInexact) continue;
    most = most ? joined(*most, each) : each;
  }
  return most;
}

}  // namespace cutwatch::dns
