#include "core/dns/bound.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::dns {
namespace {

void raise(std::optional<Bound>& bound, Bound candidate) {
  if (!bound || bound->at < candidate.at) bound = candidate;
}

/// Never looked at, or it still publishes what is meant.
bool may_still_publish(const ListedServer& listed, const std::function<bool(const Version&)>& is_meant) {
  if (listed.is_accepted) return false;
  const auto* current = listed.history->current();
  return current == nullptr || is_meant(*current);
}

void raise_by_versions(std::optional<Bound>& bound, const AuthorityHistory& history,
                       const std::function<bool(const Version&)>& is_meant) {
  if (history.forgotten_ended) raise(bound, {*history.forgotten_ended, BoundBasis::seen});
  for (const auto& gap : history.gaps) raise(bound, {gap.end + gap.ttl, BoundBasis::seen});
  for (const auto& version : history.versions) {
    if (is_meant(version))
      raise(bound, {version.ended.value_or(version.last_seen) + version.ttl, BoundBasis::seen});
  }
}

void raise_by_past(std::optional<Bound>& bound, const std::vector<ListedServer>& servers,
                   const BoundTerms& terms) {
  const auto& past = terms.past;
  for (const auto& listed : servers) {
    const auto end = unseen_copies_end(*listed.history, past);
    if (!end) continue;
    raise(bound, {*end, past.original_ttl ? BoundBasis::original : BoundBasis::assumed});
    if (!terms.shown) continue;
    const auto shown =
        unseen_copies_end(*listed.history, {.original_ttl = terms.shown->ttl, .lowered_at = past.lowered_at});
    raise(bound, {std::max(*shown, terms.shown->ends_by), BoundBasis::shown});
  }
}

bool is_same(const Version& one, const Version& other) {
  return one.rrset == other.rrset && one.ttl == other.ttl;
}

/// Whether the server has not left the version: it publishes it still, or has not been heard since, and then
/// an earlier end of the same version, from before a rollback, is the end of another one.
bool may_still_have(const AuthorityHistory& history, const Version& version) {
  const auto* current = history.current();
  if (current == nullptr || current->last_seen < *version.ended) return true;
  return is_same(*current, version) && current->first_seen <= *version.ended;
}

/// How much later or earlier the other server left the same version; the same one may come back after a
/// rollback, so the nearest end counts. None when the other one has not left it.
std::optional<Millis> lag_of(const Version& version, const AuthorityHistory& other) {
  if (may_still_have(other, version)) return std::nullopt;
  std::optional<Millis> least;
  for (const auto& each : other.versions) {
    if (!each.ended || !is_same(each, version)) continue;
    const Millis apart = std::chrono::abs(*each.ended - *version.ended);
    least = std::min(least.value_or(apart), apart);
  }
  return least;
}

Millis lag_between(const AuthorityHistory& one, const AuthorityHistory& other) {
  Millis lag{};
  for (const auto& version : one.versions) {
    if (version.ended) lag = std::max(lag, lag_of(version, other).value_or(Millis{0}));
  }
  return lag;
}

}  // namespace

std::string_view to_string(BoundBasis basis) noexcept {
  switch (basis) {
    case BoundBasis::seen: return "seen";
    case BoundBasis::original: return "original_ttl";
    case BoundBasis::assumed: return "assumed";
    case BoundBasis::shown: return "shown";
  }
  std::unreachable();
}

Millis largest_lag(const std::vector<ListedServer>& servers) {
  Millis lag{};
  for (const auto& one : servers) {
    for (const auto& other : servers) {
      const bool counts = !one.is_accepted && !other.is_accepted;
      if (counts) lag = std::max(lag, lag_between(*one.history, *other.history));
    }
  }
  return lag;
}

BoundResult bound_of(const std::vector<ListedServer>& servers,
                     const std::function<bool(const Version&)>& is_meant, const BoundTerms& terms) {
  NoBound missing;
  std::optional<Bound> bound;
  for (const auto& listed : servers) {
    if (may_still_publish(listed, is_meant)) missing.waits_for.push_back(listed.server);
    raise_by_versions(bound, *listed.history, is_meant);
  }
  raise_by_past(bound, servers, terms);
  if (!missing.waits_for.empty() || !bound) return std::unexpected(missing);
  bound->at += std::chrono::duration_cast<Millis>(terms.margin) + largest_lag(servers);
  return *bound;
}

}  // namespace cutwatch::dns
