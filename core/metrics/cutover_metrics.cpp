#include "core/metrics/metrics.hpp"
#include "core/text/printable.hpp"
#include "core/time/seconds.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace cutwatch::metrics {
namespace {

/// One of several values of a label is 1.
template <class Values, class Value>
void add_one_of(FamilySet& out, std::string_view metric, const std::vector<std::string>& labels,
                const Values& values, const Value& holds) {
  for (const auto& value : values) {
    auto all = labels;
    all.emplace_back(to_string(value));
    out.add(metric, std::move(all), value == holds ? 1 : 0);
  }
}

void add_gates(FamilySet& out, const std::string& domain, const std::vector<cutover::Gate>& gates) {
  std::map<std::string, WallTime> waits;
  for (const auto& gate : gates) {
    const std::string id(gate.rule->id);
    add_one_of(out, "cutwatch_cutover_gate", {domain, std::string(to_string(gate.rule->step)), id},
               cutover::kVerdictKinds, gate.verdict.kind);
    if (!gate.verdict.until) continue;
    const auto [known, is_first] = waits.emplace(id, *gate.verdict.until);
    if (!is_first) known->second = std::max(known->second, *gate.verdict.until);
  }
  for (const auto& [id, until] : waits)
    out.add("cutwatch_cutover_wait_until_timestamp_seconds", {domain, id}, unix_seconds(until));
}

void add_times(FamilySet& out, const std::string& domain, const std::vector<cutover::StepTime>& timetable) {
  for (const auto& time : timetable) {
    const bool is_to_come =
        time.kind != cutover::StepTimeKind::taken && time.kind != cutover::StepTimeKind::under_way;
    if (is_to_come && time.at) {
      out.add("cutwatch_cutover_earliest_timestamp_seconds", {domain, std::string(to_string(time.step))},
              unix_seconds(*time.at));
    }
  }
}

/// Every condition is there always; one that does not hold has the severity of the table. One that is muted
/// must wake nobody.
void add_conditions(FamilySet& out, const std::string& domain,
                    const std::vector<cutover::Condition>& conditions) {
  for (const auto& rule : cutover::condition_rules()) {
    const auto found = std::ranges::find(conditions, &rule, &cutover::Condition::rule);
    const bool holds = found != conditions.end();
    const auto severity = holds ? found->severity : rule.severity;
    out.add("cutwatch_condition", {domain, std::string(rule.id), std::string(to_string(severity))},
            holds && !found->is_muted() ? 1 : 0);
  }
}

/// A series that is there twice makes a whole scrape invalid: what looks the same once it is cut is one.
void add_accepted(FamilySet& out, const std::string& domain, const cutover::Plan& plan) {
  std::set<std::string> ids;
  for (const auto& each : plan.accepted) ids.insert(printable(each.id));
  for (const auto& id : ids) out.add("cutwatch_accepted", {domain, id}, 1);
}

/// Too old a look is none.
void add_identities(FamilySet& out, const std::string& domain,
                    const std::vector<cutover::AddressIdentity>& identities) {
  for (const auto& identity : identities) {
    if (!identity.iprev) continue;
    out.add("cutwatch_identity_fcrdns", {domain, identity.target.path(), identity.target.address.text()},
            identity.iprev == dns::Iprev::pass ? 1 : 0);
  }
}

/// How many, never who: a label is kept for years, and shown to many.
void add_recipients(FamilySet& out, const std::string& domain, const cutover::Parity& parity) {
  if (parity.recipients.empty()) return;
  const auto add = [&](cutover::ServerRole role, cutover::RecipientStanding cutover::RecipientParity::* at) {
    for (const auto answer : mail::kRecipientAnswers) {
      const auto count = std::ranges::count_if(parity.recipients,
                                               [&](const auto& each) { return (each.*at).answer == answer; });
      out.add("cutwatch_recipients", {domain, std::string(to_string(role)), std::string(to_string(answer))},
              static_cast<double>(count));
    }
  };
  add(cutover::ServerRole::old_server, &cutover::RecipientParity::old_server);
  add(cutover::ServerRole::new_server, &cutover::RecipientParity::new_server);
}

void add_locks(FamilySet& out, const std::string& domain, const std::vector<cutover::LockAssessment>& locks) {
  for (const auto& lock : locks) {
    const std::string target(to_string(lock.lockdown->target));
    if (lock.is_locked) out.add("cutwatch_upstream_locked", {domain, target}, *lock.is_locked ? 1 : 0);
    if (lock.shown)
      add_one_of(out, "cutwatch_upstream_lock_class", {domain, target}, mail::kDoorClasses, *lock.shown);
  }
}

}  // namespace

void add_cutover_metrics(FamilySet& out, const cutover::Plan& plan,
                         const cutover::CutoverAssessment& assessed) {
  const auto domain = plan.label();
  add_one_of(out, "cutwatch_cutover_phase", {domain}, cutover::kPhases, assessed.phase);
  add_gates(out, domain, assessed.gates);
  add_one_of(out, "cutwatch_cutover_decision", {domain}, cutover::kDecisionKinds, assessed.decision.kind);
  add_one_of(out, "cutwatch_cutover_next_step", {domain}, cutover::steps_of(plan), assessed.decision.next);
  add_times(out, domain, assessed.timetable);
  add_conditions(out, domain, assessed.conditions);
  out.add("cutwatch_maintenance", {domain}, assessed.maintenance ? 1 : 0);
  add_accepted(out, domain, plan);
  add_identities(out, domain, assessed.identities);
  add_recipients(out, domain, assessed.parity);
  add_locks(out, domain, assessed.locks);
}

}  // namespace cutwatch::metrics
