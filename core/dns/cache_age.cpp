#include "core/dns/cache_age.hpp"

#include <algorithm>

namespace cutwatch::dns {
namespace {

/// A copy that counts as one may be two that end within this time of each other: the second may have come
/// this much after the first was seen.
constexpr Seconds kMergedWithin{3};

struct Span {
  WallTime begin;
  WallTime end;
};

/// When a server can have handed out a version: from the last question that the one before answered to the
/// first reply without it.
Span validity(const AuthorityHistory& history, std::size_t index, WallTime now) {
  const auto& version = history.versions[index];
  return {.begin = index == 0 ? WallTime::min() : history.versions[index - 1].last_asked,
          .end = version.ended.value_or(now)};
}

/// When the copy was inserted, if it came from this version; nullopt when it cannot have.
std::optional<Span> insertion(const CacheEntry& entry, const Version& version, Span valid) {
  const Span inserted{
      .begin = std::max(entry.expires.earliest - version.ttl, valid.begin),
      .end = std::min({entry.expires.latest - version.ttl, valid.end, entry.first_seen + kMergedWithin})};
  if (inserted.begin > inserted.end) return std::nullopt;
  return inserted;
}

}  // namespace

std::optional<CacheAge> cache_age(const CacheEntry& entry, const std::vector<AuthorityHistory>& histories,
                                  WallTime now) {
  std::optional<Span> inserted;
  for (const auto& history : histories) {
    for (std::size_t i = 0; i < history.versions.size(); ++i) {
      const auto& version = history.versions[i];
      if (version.rrset != entry.rrset) continue;
      const auto candidate = insertion(entry, version, validity(history, i, now));
      if (!candidate) continue;
      if (!inserted) inserted = candidate;
      inserted = Span{std::min(inserted->begin, candidate->begin), std::max(inserted->end, candidate->end)};
    }
  }
  if (!inserted) return std::nullopt;
  const Millis oldest = std::max(now - inserted->begin, Millis{0});
  const Millis youngest = std::max(now - inserted->end, Millis{0});
  return CacheAge{.age = (oldest + youngest) / 2, .uncertainty = (oldest - youngest) / 2};
}

}  // namespace cutwatch::dns
