#include "core/dns/publication.hpp"

#include <algorithm>
#include <set>

namespace cutwatch::dns {
namespace {

Span fetched(const AuthorityHistory& history, std::size_t index, WallTime now) {
  return {.begin = index == 0 ? WallTime::min() : history.versions[index - 1].last_asked,
          .end = history.versions[index].ended.value_or(now)};
}

/// In a gap anything may have been published that was published before or since.
void add_gap(std::vector<Publication>& out, const AuthorityHistory& history, const Gap& gap,
             const UnseenPast& past) {
  std::set<RrSet> known;
  for (const auto& version : history.versions) known.insert(version.rrset);
  for (const auto& rrset : known)
    out.push_back(
        {.rrset = rrset, .ttl = most_in(gap, past), .fetched = {.begin = gap.begin, .end = gap.end}});
}

}  // namespace

bool is_said_lowered(const AuthorityHistory& history, const UnseenPast& past) {
  if (!past.lowered_at || history.versions.empty()) return false;
  return !past.heard_by || history.versions.front().first_seen <= *past.heard_by;
}

std::optional<WallTime> unseen_until(const AuthorityHistory& history, const UnseenPast& past) {
  if (history.versions.empty()) return std::nullopt;
  const auto looked = history.versions.front().first_seen;
  return is_said_lowered(history, past) ? std::min(*past.lowered_at, looked) : looked;
}

Seconds most_in(const Gap& gap, const UnseenPast& past) {
  return std::max({gap.ttl, past.original_ttl.value_or(gap.ttl), past.most_known.value_or(gap.ttl)});
}

std::vector<Publication> publications(const std::vector<AuthorityHistory>& histories, WallTime now) {
  return publications(histories, now, {});
}

std::vector<Publication> publications(const std::vector<AuthorityHistory>& histories, WallTime now,
                                      const UnseenPast& past) {
  std::vector<Publication> out;
  for (const auto& history : histories) {
    for (std::size_t i = 0; i < history.versions.size(); ++i) {
      const auto& version = history.versions[i];
      out.push_back({.rrset = version.rrset, .ttl = version.ttl, .fetched = fetched(history, i, now)});
    }
    for (const auto& gap : history.gaps) add_gap(out, history, gap, past);
  }
  return out;
}

std::vector<const Publication*> of_rrset(const std::vector<Publication>& published, const RrSet& rrset) {
  std::vector<const Publication*> out;
  for (const auto& each : published) {
    if (each.rrset == rrset) out.push_back(&each);
  }
  return out;
}

bool is_explained(const std::vector<const Publication*>& published, WallTime copy_since,
                  WallTime earliest_end) {
  return std::ranges::any_of(published, [&](const Publication* each) {
    const WallTime latest_fetch = std::min(each->fetched.end, copy_since);
    return earliest_end <= latest_fetch + each->ttl + kMergedWithin;
  });
}

std::optional<WallTime> unseen_copies_end(const AuthorityHistory& history, const UnseenPast& past) {
  const auto until = unseen_until(history, past);
  if (!until) return std::nullopt;
  const auto& first = history.versions.front();
  return std::max(*until + past.original_ttl.value_or(kAssumedOriginalTtl), first.first_seen + first.ttl);
}

std::optional<WallTime> unseen_copies_end(const std::vector<AuthorityHistory>& histories,
                                          const UnseenPast& past) {
  std::optional<WallTime> end;
  for (const auto& history : histories) end = std::max(end, unseen_copies_end(history, past));
  return end;
}

}  // namespace cutwatch::dns
