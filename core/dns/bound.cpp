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
  return current == nullptr || (!listed.done_at && is_meant(*current));
}

void raise_by_versions(std::optional<Bound>& bound, const ListedServer& listed,
                       const std::function<bool(const Version&)>& is_meant, const UnseenPast& past) {
  const auto& history = *listed.history;
  if (history.forgotten_ended) raise(bound, {*history.forgotten_ended, BoundBasis::seen});
  for (const auto& gap : history.gaps) raise(bound, {gap.end + most_in(gap, past), BoundBasis::seen});
  for (const auto& version : history.versions) {
    if (!is_meant(version)) continue;
    const auto end =
        version.ended.value_or(std::max(version.last_seen, listed.done_at.value_or(version.last_seen)));
    raise(bound, {end + version.ttl, BoundBasis::seen});
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
    auto shown_past = past;
    shown_past.original_ttl = terms.shown->ttl;
    const auto shown = unseen_copies_end(*listed.history, shown_past);
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

/// When a server left a version, oldest first: it may come back after a rollback.
std::vector<WallTime> ends_of(const Version& version, const AuthorityHistory& history) {
  std::vector<WallTime> ends;
  for (const auto& each : history.versions) {
    if (each.ended && is_same(each, version)) ends.push_back(*each.ended);
  }
  return ends;
}

/// How much later or earlier the other server left the same version: the first end is compared with the first
/// one there, the second with the second. None where the other one has not left it, or not as often: what a
/// server went back to alone was followed by nobody.
std::optional<Millis> lag_of(const AuthorityHistory& history, const Version& version,
                             const AuthorityHistory& other) {
  if (may_still_have(other, version)) return std::nullopt;
  const auto here = ends_of(version, history);
  const auto there = ends_of(version, other);
  const auto place = static_cast<std::size_t>(std::ranges::find(here, *version.ended) - here.begin());
  if (place >= there.size()) return std::nullopt;
  return std::chrono::abs(there[place] - *version.ended);
}

Millis lag_between(const AuthorityHistory& one, const AuthorityHistory& other) {
  Millis lag{};
  for (const auto& version : one.versions) {
    if (version.ended) lag = std::max(lag, lag_of(one, version, other).value_or(Millis{0}));
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
    raise_by_versions(bound, listed, is_meant, terms.past);
  }
  raise_by_past(bound, servers, terms);
  if (bound && terms.forgotten) raise(bound, {copies_end(*terms.forgotten, terms.past), BoundBasis::seen});
  if (!missing.waits_for.empty() || !bound) return std::unexpected(missing);
  bound->at += std::chrono::duration_cast<Millis>(terms.margin) + largest_lag(servers);
  return *bound;
}

}  // namespace cutwatch::dns
