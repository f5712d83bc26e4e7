#include "core/cutover/decision/decision.hpp"
#include "core/text/date.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

// All name servers agree: of those that were found when somebody last looked. Which there are now nobody
// knows who cannot look.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
constexpr std::string_view kId = "delegation_not_found";

/// Ready to retire the old server.
MovingWorld verified(Plan plan = moving_plan(Kind::server, pending_gates())) {
  MovingWorld world(std::move(plan), 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(2 * kHour);
  REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  return world;
}

const Condition* found(const CutoverAssessment& assessed) {
  const auto at =
      std::ranges::find_if(assessed.conditions, [](const Condition& each) { return each.rule->id == kId; });
  return at == assessed.conditions.end() ? nullptr : &*at;
}

/// The agent begins anew: what it read from its store is no look at the delegation.
DomainState restarted(const MovingWorld& world) {
  auto state = world.state();
  for (auto& [question, record] : state.records) {
    record.write().delegation.reset();
    record.write().delegation_found.reset();
  }
  return state;
}

const std::string kNsOld = "ns-old.example.org.";

/// What the agent is told when it compares the registrar's list with the zone's.
void compare(MovingWorld& world, const std::set<std::string>& parent, const std::set<std::string>& child) {
  world.see(DelegationCompared{
      .domain = kDomain,
      .record = kMxQuestion,
      .at = at(world.now()),
      .sides = dns::DelegationSides{.zone = name("example.org"), .parent = parent, .child = child}});
}

void accept(MovingWorld& world, const std::string& server) {
  auto plan = world.plan();
  for (auto& record : plan.records) record.bounds.accepted = {server};
  world.replan(std::move(plan));
}

/// No gate opens on the others alone.
void check_unasked(const MovingWorld& world, std::string_view why) {
  for (const auto* id : {"on_plan", "old_host_expired"}) {
    const auto verdict = world.verdict(Step::retire_old, id);
    INFO(verdict.evidence);
    CHECK(verdict.kind == VerdictKind::no_evidence);
    CHECK(verdict.evidence.contains(why));
    CHECK(verdict.evidence.ends_with("; accept it by name (cutover.accept), or correct the delegation"));
  }
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
}

}  // namespace

TEST_CASE(
    "name servers that could not be looked for in half an hour are no evidence, and a condition says so") {
  auto world = verified();
  const auto last = world.delegation_found();
  world.set_delegation_lost(true);
  world.pass(last + 1800 - world.now());
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  CHECK(found(world.assess()) == nullptr);
  world.pass(kLookEvery);
  const auto assessed = world.assess();
  CHECK_MESSAGE(assessed.decision.kind == DecisionKind::wait, assessed.decision.sentence);
  for (const auto step : {Step::switch_over, Step::retire_old})
    CHECK(world.verdict(step, "on_plan").kind == VerdictKind::no_evidence);
  CHECK(world.verdict(Step::lower_ttl, "authorities_agree").kind == VerdictKind::no_evidence);
  CHECK(world.verdict(Step::done, "old_record_gone").kind == VerdictKind::no_evidence);
  const auto verdict = world.verdict(Step::retire_old, "old_host_expired");
  CHECK(verdict.kind == VerdictKind::no_evidence);
  CHECK_MESSAGE(verdict.evidence.contains("were last found at " + rfc3339(at(last))), verdict.evidence);
  CHECK_MESSAGE(verdict.evidence.ends_with(": timeout: no answer in time"), verdict.evidence);
  REQUIRE(found(assessed) != nullptr);
  CHECK(found(assessed)->severity == Severity::warning);
  world.set_delegation_lost(false);
  world.pass(600 + kLookEvery);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  CHECK(found(world.assess()) == nullptr);
}

TEST_CASE("with the shortest evidence_age two looks that fail are made good by the third") {
  auto plan = moving_plan(Kind::server, pending_gates());
  plan.timing.evidence_age = 2;
  auto world = verified(plan);
  world.set_delegation_lost(true);
  world.pass(world.delegation_found() + 1800 - world.now());
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("after a restart nothing rests on the name servers of yesterday until they are found") {
  const auto world = verified();
  const auto judged = [&](const Plan& plan) { return assess(plan, restarted(world), {}, at(world.now())); };
  const auto assessed = judged(world.plan());
  const auto* gate = find_gate(assessed.gates, Step::retire_old, "on_plan");
  REQUIRE(gate != nullptr);
  CHECK(gate->verdict.kind == VerdictKind::no_evidence);
  CHECK_MESSAGE(gate->verdict.evidence.contains("have not been found since the agent began"),
                gate->verdict.evidence);
  CHECK(found(assessed) == nullptr);
  auto configured = world.plan();
  configured.name_servers = {kNs1, kNs2};
  CHECK(find_gate(judged(configured).gates, Step::retire_old, "on_plan")->verdict.kind == VerdictKind::pass);
}

TEST_CASE("an agent that was down for a day asks the name servers of the day before in vain") {
  auto world = verified();
  world.set_delegation_lost(true);
  world.pass_unwatched(20 * kHour);
  world.pass(600);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  REQUIRE(found(world.assess()) != nullptr);
}

TEST_CASE("a name server that only one side names is asked by resolvers, and is no evidence until accepted") {
  const std::set<std::string> asked{kNs1.name, kNs2.name};
  const std::set<std::string> more{kNs1.name, kNs2.name, kNsOld};
  struct Row {
    std::set<std::string> parent;
    std::set<std::string> child;
    const char* why;
  };
  const Row rows[] = {{more, asked, "only the parent names ns-old.example.org., which is not asked"},
                      {asked, more, "only the zone itself names ns-old.example.org., which is not asked"},
                      {more, more, "the parent and the zone name ns-old.example.org., which is not asked"}};
  for (const auto& row : rows) {
    INFO(row.why);
    auto world = verified();
    compare(world, row.parent, row.child);
    check_unasked(world, row.why);
    accept(world, kNsOld);
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  }
}

TEST_CASE("what was compared last counts while nobody can compare again") {
  auto world = verified();
  compare(world, {kNs1.name, kNs2.name, kNsOld}, {kNs1.name, kNs2.name});
  world.see(DelegationCompared{.domain = kDomain,
                               .record = kMxQuestion,
                               .at = at(world.now()),
                               .sides = fail(FailureKind::timeout, "no answer in time")});
  world.pass(kHour);
  check_unasked(world, "only the parent names ns-old.example.org.");
}

TEST_CASE("once the delegation is corrected, resolvers hold the one of before for two days") {
  auto world = verified();
  compare(world, {kNs1.name, kNs2.name, kNsOld}, {kNs1.name, kNs2.name});
  compare(world, {kNs1.name, kNs2.name}, {kNs1.name, kNs2.name});
  const auto verdict = world.verdict(Step::retire_old, "old_host_expired");
  CHECK_MESSAGE(verdict.kind == VerdictKind::wait, verdict.evidence);
  const auto end = at(world.now() + 49 * kHour + 5);  // the TTL from before, and the margin
  REQUIRE(verdict.until);
  CHECK(*verdict.until == end);
  auto patient = world;
  patient.pass(49 * kHour + 600);
  CHECK_MESSAGE(patient.assess().decision.kind == DecisionKind::go, patient.sentence());
  accept(world, kNsOld);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("one that joins on both sides is waited for until it is asked, and then by what it says") {
  auto world = verified();
  compare(world, {kNs1.name, kNs2.name, kNs3.name}, {kNs1.name, kNs2.name, kNs3.name});
  check_unasked(world, "the parent and the zone name ns3.example.org., which is not asked");
  world.join(kNs3, false);
  world.pass(2 * kHour);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("where name servers are configured, the operator has said who is asked") {
  auto world = verified();
  compare(world, {kNs1.name, kNs2.name, kNsOld}, {kNs1.name, kNs2.name});
  auto plan = world.plan();
  plan.name_servers = {kNs1, kNs2};
  world.replan(plan);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}
