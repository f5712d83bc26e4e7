#include "core/dns/ttl_limits.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

constexpr std::size_t kArrivalsForACap = 3;
constexpr Seconds kRounding{1};

/// A copy that counts as one may be two that were fetched within this time of each other.
constexpr Seconds kMergedWithin{3};

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

/// Whether the copy that was seen can have been fetched from the publication and still end when it does.
bool explains(const Publication& publication, const Sighting& seen) {
  return dns::explains(publication, seen.copy_since, seen.sent + seen.ttl - kRounding);
}

/// A TTL that stands still, or may be a substitute, is no copy's.
bool tells_of_a_copy(const std::vector<Sighting>& all, std::size_t index) {
  const bool stands_still = all[index].stood_still || (index + 1 < all.size() && all[index + 1].stood_still);
  return !stands_still && !all[index].is_said_stale && all[index].ttl > kStaleTtl;
}

std::vector<const Publication*> of_rrset(const std::vector<Publication>& published, const RrSet& rrset) {
  std::vector<const Publication*> out;
  for (const auto& each : published) {
    if (each.rrset == rrset) out.push_back(&each);
  }
  return out;
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
    if (!tells_of_a_copy(holding.sightings, i) || seen.received > known.end) continue;
    if (seen.sent + seen.ttl <= known.begin + kMergedWithin) continue;
    if (std::ranges::any_of(candidates, [&](const Publication* each) { return explains(*each, seen); }))
      continue;
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
