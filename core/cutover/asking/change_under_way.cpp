#include "core/cutover/asking/change_under_way.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/record_bounds.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

bool is_published(const RecordState& state, const dns::RrSet& target) {
  return std::ranges::any_of(state.histories(), [&](const dns::AuthorityHistory& history) {
    const auto* current = history.current();
    return current != nullptr && current->rrset == target;
  });
}

bool was_seen_otherwise(const RecordState& state, const dns::RrSet& target) {
  return std::ranges::any_of(state.histories_with_departed(), [&](const dns::AuthorityHistory& history) {
    return std::ranges::any_of(history.versions,
                               [&](const dns::Version& version) { return version.rrset != target; });
  });
}

}  // namespace

std::optional<ChangeUnderWay> change_under_way(const WatchedRecord& record, const RecordState& state,
                                               WallTime now) {
  if (record.stages.size() < 2) return std::nullopt;
  const auto target = target_of(record, state);
  const auto& rrset = record.stages[target];
  if (!is_published(state, rrset) || !was_seen_otherwise(state, rrset)) return std::nullopt;
  const auto until = seen_bound(record, state, target);
  if (until && *until <= now) return std::nullopt;
  return ChangeUnderWay{.until = until};
}

}  // namespace cutwatch::cutover
