#include "core/cutover/stray_times_now.hpp"

#include "core/cutover/gates/stray_bounds.hpp"
#include "core/cutover/plan/known_record.hpp"

namespace cutwatch::cutover {

StrayTimes stray_times_now(const Plan& plan, const DomainState& state,
                           const std::vector<dns::Resolver>& resolvers, WallTime now) {
  std::vector<RecordAssessment> records;
  records.reserve(plan.records.size());
  for (const auto& record : plan.records) records.push_back(assess_record(record, state, resolvers, now));
  Evidence evidence{.plan = plan, .state = state, .standing = standing_of(plan, state), .now = now};
  for (std::size_t i = 0; i < plan.records.size(); ++i)
    evidence.records.push_back({plan.records[i], state_of(plan.records[i], state), records[i]});
  return stray_times(evidence);
}

}  // namespace cutwatch::cutover
