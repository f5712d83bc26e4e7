#include "core/dns/cache_age.hpp"

#include "core/dns/measured_ttl.hpp"
#include "core/dns/ttl_limits.hpp"
#include "core/dns/ttl_manner.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

/// The TTLs that a copy may have had when it was inserted.
struct TtlRange {
  Seconds least;
  Seconds most;
};

/// A cap takes some of the TTL away, but never less is left than was once shown.
TtlRange inserted_ttl(Seconds published, const CacheEntry& entry, const ResolverView& view,
                      const AgeEvidence& evidence) {
  const auto cap = learned_cap(view, evidence.published);
  if (cap) return {.least = std::min(published, *cap), .most = std::min(published, *cap)};
  const auto* measured = evidence.measured;
  const bool is_one_cache = std::max(view.caches_ever(), measured ? measured->caches : 0) <= 1;
  if (is_one_cache && measured != nullptr) {
    const auto made = measured_ttl(published, entry, *measured);
    if (made) return {.least = made->least, .most = made->most};
  }
  const Seconds shown = is_one_cache ? view.ttl.largest : entry.largest_ttl;
  return {.least = std::min(published, shown), .most = published};
}

/// When the copy was inserted, if it was fetched within `fetched`; nullopt when it cannot have been. Of two
/// that count as one the second may have come a little after the first was seen.
std::optional<Span> insertion(const CacheEntry& entry, TtlRange ttl, Span fetched) {
  const Span inserted{
      .begin = std::max(entry.expires.earliest - ttl.most, fetched.begin),
      .end = std::min({entry.expires.latest - ttl.least, fetched.end, entry.first_seen + kMergedWithin})};
  if (inserted.begin > inserted.end) return std::nullopt;
  return inserted;
}

/// The smallest stretch that holds both.
std::optional<Span> cover(std::optional<Span> a, std::optional<Span> b) {
  if (!a || !b) return a ? a : b;
  return Span{std::min(a->begin, b->begin), std::max(a->end, b->end)};
}

/// Over everything that explains the copy.
std::optional<Span> insertion(const CacheEntry& entry, const ResolverView& view,
                              const AgeEvidence& evidence) {
  std::optional<Span> inserted;
  for (const auto& publication : evidence.published) {
    if (publication.rrset != entry.rrset) continue;
    const auto ttl = inserted_ttl(publication.ttl, entry, view, evidence);
    inserted = cover(inserted, insertion(entry, ttl, publication.fetched));
  }
  const bool is_known = inserted || evidence.first_found.contains(entry.rrset);
  if (!evidence.original_ttl || !is_known) return inserted;
  const Span unseen{.begin = WallTime::min(), .end = evidence.first_look};
  return cover(inserted,
               insertion(entry, inserted_ttl(*evidence.original_ttl, entry, view, evidence), unseen));
}

CacheAge age_at(WallTime now, Span inserted) {
  const Millis oldest = std::max(now - inserted.begin, Millis{0});
  const Millis youngest = std::max(now - inserted.end, Millis{0});
  return {.age = (oldest + youngest) / 2, .uncertainty = (oldest - youngest) / 2};
}

/// Within one TTL, at the latest when it was last seen.
std::optional<CacheAge> frozen_age(const CacheEntry& entry, WallTime now) {
  return age_at(now, {.begin = entry.last_seen - entry.largest_ttl, .end = entry.last_seen});
}

TtlManner manner_at(const ResolverView& view, const RrSet& rrset) {
  const auto holding = std::ranges::find(view.holdings, rrset, &Holding::rrset);
  return holding == view.holdings.end() ? TtlManner::counting : manner_of(*holding);
}

}  // namespace

std::optional<CacheAge> cache_age(const CacheEntry& entry, const ResolverView& view,
                                  const AgeEvidence& evidence, WallTime now) {
  const auto manner = manner_at(view, entry.rrset);
  if (manner == TtlManner::frozen) return frozen_age(entry, now);
  if (manner != TtlManner::counting || !view.ttl.counts_down || entry.is_end_unknown()) return std::nullopt;
  const auto inserted = insertion(entry, view, evidence);
  if (!inserted) return std::nullopt;
  return age_at(now, *inserted);
}

}  // namespace cutwatch::dns
