#include "core/cutover/cutover_assessment.hpp"

#include "core/cutover/plan/known_record.hpp"

namespace cutwatch::cutover {

CutoverAssessment assess(const Plan& plan, const DomainState& state,
                         const std::vector<dns::Resolver>& resolvers, WallTime now) {
  CutoverAssessment out{.standing = standing_of(plan, state)};
  out.records.reserve(plan.records.size());
  for (const auto& record : plan.records) out.records.push_back(assess_record(record, state, resolvers, now));
  Evidence evidence{.plan = plan, .state = state, .standing = out.standing, .now = now};
  for (std::size_t i = 0; i < plan.records.size(); ++i)
    evidence.records.push_back({plan.records[i], state_of(plan.records[i], state), out.records[i]});
  out.gates = gates_of(evidence);
  out.decision = decide(evidence, out.gates);
  out.timetable = timetable_of(evidence, out.gates, out.decision);
  out.way_back = way_back(evidence);
  out.taken_back = taken_back(evidence);
  out.conditions = conditions_of(evidence);
  if (const auto* maintenance = plan.maintenance_at(now)) out.maintenance = *maintenance;
  out.identities = identities_of(plan, state, now);
  out.parity = parity_of(plan, state, now);
  out.locks = locks_of(evidence);
  out.phase = out.decision.kind == DecisionKind::done ? Phase::done : out.standing.phase;
  return out;
}

}  // namespace cutwatch::cutover
