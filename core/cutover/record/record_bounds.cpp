#include "core/cutover/record/record_bounds.hpp"

#include "core/cutover/record/unasked.hpp"
#include "core/cutover/record/unseen_past.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

using dns::BoundResult;
using dns::ListedServer;
using dns::Version;

/// The servers of the delegation, and those that have left it: resolvers may still ask them, by a delegation
/// that they have cached.
std::vector<ListedServer> listed(const WatchedRecord& record, const RecordState& state) {
  std::vector<ListedServer> out;
  for (const auto& [server, gone] : state.departed) {
    out.push_back({.server = server,
                   .history = &gone->history,
                   .has_departed = true,
                   .is_accepted = record.accepts(server)});
  }
  for (const auto& [server, view] : state.authorities) {
    out.push_back({.server = server,
                   .history = &view->history,
                   .has_departed = false,
                   .is_accepted = record.accepts(server)});
  }
  return out;
}

dns::BoundTerms terms_of(const WatchedRecord& record, const RecordState& state) {
  return {.past = unseen_past(record, state),
          .shown = {},
          .forgotten = out_of_reach(record, state),
          .margin = record.bounds.margin};
}

bool is_published(const std::vector<ListedServer>& servers, const dns::RrSet& rrset) {
  return std::ranges::any_of(servers, [&](const ListedServer& each) {
    const auto* current = each.history->current();
    return current != nullptr && !each.has_departed && current->rrset == rrset;
  });
}

/// The largest TTL that anybody publishes now.
std::optional<Seconds> present_ttl(const std::vector<ListedServer>& servers) {
  std::optional<Seconds> most;
  for (const auto& each : servers) {
    const auto* current = each.history->current();
    const bool counts = current != nullptr && !each.has_departed && !each.is_accepted;
    if (counts) most = std::max(most.value_or(current->ttl), current->ttl);
  }
  return most;
}

bool was_higher(const dns::BoundTerms& terms, const std::vector<ListedServer>& servers, Seconds present) {
  const auto& past = terms.past;
  if (past.original_ttl.value_or(Seconds{0}) > present || past.lowered_at || terms.shown) return true;
  return std::ranges::any_of(servers, [&](const ListedServer& each) {
    return std::ranges::any_of(each.history->versions,
                               [&](const Version& version) { return version.ttl > present; });
  });
}

std::optional<BoundResult> lowered_bound(const std::vector<ListedServer>& servers,
                                         const dns::BoundTerms& terms) {
  const auto present = present_ttl(servers);
  if (!present || !was_higher(terms, servers, *present)) return std::nullopt;
  return bound_of(servers, [&](const Version& version) { return version.ttl > *present; }, terms);
}

std::optional<BoundResult> changed_bound(const WatchedRecord& record,
                                         const std::vector<ListedServer>& servers, const dns::RrSet& target,
                                         const dns::BoundTerms& terms) {
  const bool can_change = record.stages.size() > 1;
  if (!can_change || !is_published(servers, target)) return std::nullopt;
  return bound_of(servers, [&](const Version& version) { return version.rrset != target; }, terms);
}

std::map<std::size_t, BoundResult> bounds_before(const WatchedRecord& record,
                                                 const std::vector<ListedServer>& servers, std::size_t target,
                                                 const dns::BoundTerms& terms) {
  std::map<std::size_t, BoundResult> out;
  for (std::size_t stage = 1; stage < target; ++stage) {
    const auto is_before = [&](const Version& version) {
      return dns::stage_of(record.stages, version.rrset).value_or(0) < stage;
    };
    out.emplace(stage, bound_of(servers, is_before, terms));
  }
  return out;
}

/// What all resolvers show of the time before the first look, and the one of them that shows most.
struct SeenPast {
  std::optional<dns::PastShown> shown;
  std::optional<PastWitness> witness;
};

SeenPast seen_past(const WatchedRecord& record, const RecordState& state, const MeasuredCaches& measured) {
  SeenPast out;
  const auto known = dns::known_publications(state.histories_with_departed(),
                                             known_until(record, state).value_or(WallTime::min()));
  if (!known) return out;
  for (const auto& [id, view] : state.resolvers) {
    const auto caches = measured.find(id);
    const auto shown =
        dns::past_shown(*view, *known, record.stages, caches == measured.end() ? 0 : caches->second);
    if (!shown) continue;
    const auto until_end =
        std::chrono::ceil<Seconds>(shown->ends_by - std::min(known->first_look, shown->ends_by));
    const PastWitness witness{.resolver = id, .ttl = std::max(shown->ttl, until_end)};
    if (!out.witness || out.witness->ttl < witness.ttl) out.witness = witness;
    out.shown = out.shown ? joined(*out.shown, *shown) : *shown;
  }
  return out;
}

std::optional<BoundResult> old_host_bound(const WatchedRecord& record,
                                          const std::vector<ListedServer>& servers, const dns::RrSet& target,
                                          const dns::BoundTerms& terms) {
  const auto names_it = [&](const dns::RrSet& rrset) {
    return names(record.bounds.old_host, record.question, rrset);
  };
  if (std::ranges::none_of(record.stages, names_it) || names_it(target) || !is_published(servers, target)) {
    return std::nullopt;
  }
  return bound_of(servers, [&](const Version& version) { return names_it(version.rrset); }, terms);
}

/// Before the first look, in a gap, and among what is forgotten anything may have been published.
void raise_by_unseen(dns::OldEnd& end, const dns::AuthorityHistory& history, const dns::UnseenPast& past) {
  if (!history.versions.empty()) end.gone = std::max(end.gone, history.versions.front().first_seen);
  for (const auto& gap : history.gaps) {
    end.gone = std::max(end.gone, gap.end);
    end.ttl = std::max(end.ttl, dns::most_in(gap, past));
  }
  end.gone = std::max(end.gone, history.forgotten_ended.value_or(end.gone));
}

}  // namespace

std::string_view to_string(BoundUntil until) noexcept {
  switch (until) {
    case BoundUntil::lowered: return "lowered";
    case BoundUntil::changed: return "changed";
    case BoundUntil::old_host: return "old_host";
  }
  std::unreachable();
}

const std::optional<BoundResult>& RecordBounds::of(BoundUntil until) const {
  switch (until) {
    case BoundUntil::lowered: return lowered;
    case BoundUntil::changed: return changed;
    case BoundUntil::old_host: return old_host;
  }
  std::unreachable();
}

std::optional<BoundResult> RecordBounds::before_stage(std::size_t stage) const {
  const auto found = before.find(stage);
  return found == before.end() ? changed : std::optional(found->second);
}

RecordBounds bounds_of(const WatchedRecord& record, const RecordState& state, std::size_t target) {
  return bounds_of(record, state, target, {});
}

RecordBounds bounds_of(const WatchedRecord& record, const RecordState& state, std::size_t target,
                       const MeasuredCaches& measured) {
  const auto servers = listed(record, state);
  const auto& rrset = record.stages.at(target);
  const auto seen = seen_past(record, state, measured);
  auto terms = terms_of(record, state);
  terms.shown = seen.shown;
  RecordBounds bounds{.lowered = lowered_bound(servers, terms),
                      .changed = changed_bound(record, servers, rrset, terms),
                      .old_host = old_host_bound(record, servers, rrset, terms),
                      .before = bounds_before(record, servers, target, terms),
                      .witness = {},
                      .unseen = bound_of(
                          servers, [](const Version&) { return false; }, terms),
                      .lag = dns::largest_lag(servers)};
  const auto is_raised = [&](BoundUntil until) {
    const auto& bound = bounds.of(until);
    return bound && *bound && (*bound)->basis == dns::BoundBasis::shown;
  };
  const bool is_any_raised = std::ranges::any_of(kBoundUntils, is_raised) ||
                             std::ranges::any_of(bounds.before, [](const auto& each) {
                               return each.second && each.second->basis == dns::BoundBasis::shown;
                             });
  if (is_any_raised) bounds.witness = seen.witness;
  return bounds;
}

dns::BoundResult gone_bound(const WatchedRecord& record, const RecordState& state, std::size_t stage) {
  auto servers = listed(record, state);
  for (auto& each : servers) {
    if (each.has_departed) each.done_at = state.departed.at(each.server)->departed_at;
  }
  const auto is_published = [&](const Version& version) {
    return std::ranges::any_of(servers, [&](const ListedServer& each) {
      return !each.has_departed && each.history->current() == &version;
    });
  };
  const auto& rrset = record.stages.at(stage);
  return bound_of(
      servers, [&](const Version& version) { return version.rrset != rrset && !is_published(version); },
      terms_of(record, state));
}

std::optional<dns::OldEnd> old_end(const WatchedRecord& record, const RecordState& state,
                                   std::size_t target) {
  const auto& rrset = record.stages.at(target);
  const auto servers = listed(record, state);
  const auto terms = terms_of(record, state);
  const auto bound = changed_bound(record, servers, rrset, terms);
  const auto known = known_until(record, state);
  if (!bound || !*bound || !known) return std::nullopt;
  dns::OldEnd end{.gone = WallTime::min(), .bound = (*bound)->at, .ttl = Seconds{0}, .known_until = *known};
  for (const auto& each : servers) raise_by_unseen(end, *each.history, terms.past);
  if (state.forgotten) {
    end.gone = std::max(end.gone, dns::last_asked(*state.forgotten));
    end.ttl = std::max(end.ttl, state.forgotten->ttl);
  }
  end.ttl = std::max(end.ttl, record.bounds.past.original_ttl.value_or(Seconds{0}));
  for (const auto& each : servers) {
    for (const auto& version : each.history->versions) {
      if (version.rrset == rrset) continue;
      end.gone = std::max(end.gone, version.ended.value_or(version.last_seen));
      end.ttl = std::max(end.ttl, version.ttl);
    }
  }
  return end;
}

std::optional<WallTime> known_until(const WatchedRecord& record, const RecordState& state) {
  std::optional<WallTime> least;
  for (const auto& each : listed(record, state)) {
    if (each.is_accepted || each.has_departed) continue;
    const auto* current = each.history->current();
    if (current == nullptr) return std::nullopt;
    least = std::min(least.value_or(current->last_asked), current->last_asked);
  }
  return least;
}

std::optional<WallTime> seen_bound(const WatchedRecord& record, const RecordState& state,
                                   std::size_t target) {
  auto terms = terms_of(record, state);
  if (!terms.past.original_ttl) terms.past.original_ttl = Seconds{0};
  const auto bound = changed_bound(record, listed(record, state), record.stages.at(target), terms);
  if (!bound || !*bound) return std::nullopt;
  return (*bound)->at;
}

}  // namespace cutwatch::cutover
