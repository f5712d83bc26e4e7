#pragma once
#include "core/cutover/conditions/condition.hpp"
#include "core/cutover/decision/decision.hpp"
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/gate.hpp"
#include "core/cutover/gates/lock_gate.hpp"
#include "core/cutover/identity/identity.hpp"
#include "core/cutover/recipients/parity.hpp"
#include "core/cutover/record/record_assessment.hpp"
#include "core/cutover/times/taken_back.hpp"
#include "core/cutover/times/timetable.hpp"
#include "core/cutover/times/way_back.hpp"

#include <optional>
#include <vector>

namespace cutwatch::cutover {

/// What a snapshot means for one cutover: where it stands, what each gate answers, what to do, and what
/// is wrong.
struct CutoverAssessment {
  Phase phase = Phase::prepare;
  Standing standing;
  std::vector<RecordAssessment> records;  ///< In the plan's order.
  std::vector<Gate> gates;
  Decision decision;
  std::vector<StepTime> timetable;  ///< Every step of the plan.
  WayBack way_back;
  std::optional<TakenBack> taken_back;
  std::vector<Condition> conditions;        ///< That hold, the worst first.
  std::optional<Maintenance> maintenance;   ///< Planned work that is under way.
  std::vector<AddressIdentity> identities;  ///< Of the servers' addresses.
  Parity parity;                            ///< Of the servers' recipients.
  std::vector<LockAssessment> locks;        ///< Of the servers that are to be locked.
};

/// The assessment at `now`. Pure. It points into its arguments, which must outlive it.
CutoverAssessment assess(const Plan& plan, const DomainState& state,
                         const std::vector<dns::Resolver>& resolvers, WallTime now);

}  // namespace cutwatch::cutover
