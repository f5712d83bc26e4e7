#include "core/cutover/asking/expiry_wish.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/record_bounds.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

/// The least time between two looks for the sake of a copy's end, as a part of the interval.
constexpr int kLeastPauseDivisor = 10;

bool is_published_by_all(const WatchedRecord& record, const RecordState& state, const dns::RrSet& target) {
  return !state.authorities.empty() && std::ranges::all_of(state.authorities, [&](const auto& authority) {
    const auto* current = authority.second->history.current();
    return record.accepts(authority.first) || (current != nullptr && current->rrset == target);
  });
}

}  // namespace

std::optional<WallTime> next_old_end(const WatchedRecord& record, const RecordState& state,
                                     const std::string& resolver, WallTime now) {
  const auto found = state.resolvers.find(resolver);
  if (record.stages.size() < 2 || found == state.resolvers.end()) return std::nullopt;
  const auto target = target_of(record, state);
  if (!is_published_by_all(record, state, record.stages[target])) return std::nullopt;
  const auto& last = found->second->last;
  const auto pause_ends = last ? last->at + record.interval / kLeastPauseDivisor : now;
  const auto earliest = std::max(now, pause_ends);
  const auto bound = seen_bound(record, state, target);
  std::optional<WallTime> next;
  for (const auto& copy : found->second->entries) {
    const auto stage = dns::stage_of(record.stages, copy.rrset);
    if (!stage || *stage == target || copy.is_end_unknown() || copy.expires.latest <= earliest) continue;
    if (bound && copy.first_seen >= *bound) continue;
    next = std::min(next.value_or(copy.expires.latest), copy.expires.latest);
  }
  return next;
}

}  // namespace cutwatch::cutover
