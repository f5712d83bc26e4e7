#include "core/dns/ttl_limits.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

constexpr std::size_t kArrivalsForACap = 3;
constexpr Seconds kRounding{1};

/// By more than what runs down before the next look at a copy that somebody else had fetched.
bool is_clearly_less(Seconds shown, Seconds published) { return shown + shown / 10 + Seconds{5} < published; }

/// The smallest TTL that anything fetched at `at` can have had.
std::optional<Seconds> least_published(const std::vector<Publication>& published, WallTime at) {
  std::optional<Seconds> least;
  for (const auto& each : published) {
    if (at < each.fetched.begin || at > each.fetched.end) continue;
    least = std::min(least.value_or(each.ttl), each.ttl);
  }
  return least;
}

/// The most that was shown of the copy: when it was first seen, which may be longer ago than sightings are
/// held.
Seconds most_shown(const Holding& holding, const Sighting& seen) {
  const auto left_at_first = std::chrono::floor<Seconds>(seen.sent + seen.ttl - kRounding - seen.copy_since);
  const auto arrival = std::ranges::find(holding.arrivals, seen.copy_since, &Arrival::at);
  const auto shown = arrival == holding.arrivals.end() ? left_at_first : arrival->ttl;
  return std::max(seen.ttl, shown);
}

/// The longest TTL of a holding's copies that nothing published explains.
std::optional<Lengthened> lengthened(const Holding& holding, const std::vector<Publication>& published,
                                     Span known) {
  const auto candidates = of_rrset(published, holding.rrset);
  if (candidates.empty() || holding.rrset.is_absent()) return std::nullopt;
  std::optional<Lengthened> most;
  for (std::size_t i = 0; i < holding.sightings.size(); ++i) {
    const auto& seen = holding.sightings[i];
    if (!tells_of_a_copy(holding, i) || seen.received > known.end) continue;
    if (seen.sent + seen.ttl <= known.begin + kMergedWithin) continue;
    if (is_explained(candidates, seen.copy_since, seen.sent + seen.ttl - kRounding)) continue;
    const auto shown = most_shown(holding, seen);
    if (!most || most->ttl < shown) most = Lengthened{shown, seen.received + seen.ttl + kRounding};
  }
  return most;
}

}  // namespace

std::optional<Seconds> learned_cap(const ResolverView& view, const std::vector<Publication>& published) {
  const auto& evidence = view.ttl;
  if (!evidence.counts_down || evidence.largest_arrived.size() < kArrivalsForACap) return std::nullopt;
  const bool is_less_than_published = std::ranges::all_of(evidence.largest_arrived, [&](WallTime at) {
    const auto least = least_published(published, at);
    return least && is_clearly_less(evidence.largest, *least);
  });
  if (!is_less_than_published) return std::nullopt;
  return evidence.largest;
}

std::optional<Lengthened> lengthened(const ResolverView& view, const std::vector<Publication>& published,
                                     std::optional<Span> known) {
  if (!known) return std::nullopt;
  std::optional<Lengthened> most;
  for (const auto& holding : view.holdings) {
    const auto found = lengthened(holding, published, *known);
    if (found && (!most || most->ttl < found->ttl)) most = found;
  }
  return most;
}

}  // namespace cutwatch::dns
