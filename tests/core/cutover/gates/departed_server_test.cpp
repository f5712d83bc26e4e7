#include "core/cutover/conditions/condition.hpp"
#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// A name server that has left the delegation: who still holds that may go on asking it.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

Plan server_plan() {
  auto plan = moving_plan(Kind::server, pending_gates());
  std::erase_if(plan.records, [](const WatchedRecord& record) { return record.question == kMailA; });
  return plan;
}

void accept(MovingWorld& world, const std::string& server) {
  auto plan = world.plan();
  for (auto& record : plan.records) record.bounds.accepted = {server};
  world.replan(std::move(plan));
}

/// A third one joins with the old MX. It answers others, and not this host; nor does a watched resolver ask
/// it.
MovingWorld with_unheard() {
  MovingWorld world(server_plan(), 60);
  world.pass(2 * kHour);
  REQUIRE(world.assess().decision.kind == DecisionKind::go);
  world.set_manner("quad9", Manner::silent);
  world.join(kNs3, false);
  world.publish(kNs3, kMxQuestion, kOldMx, 3600);
  world.set_silent(kNs3, true);
  world.pass(600);
  return world;
}

const Condition* find(const std::vector<Condition>& conditions, std::string_view id) {
  const auto found = std::ranges::find_if(conditions, [&](const auto& each) { return each.rule->id == id; });
  return found == conditions.end() ? nullptr : &*found;
}

/// The gate is shut, and it and a condition say why and what to do.
void check_held_up(const MovingWorld& world, Step step, std::string_view id, std::string_view why) {
  const auto verdict = world.verdict(step, id);
  INFO(verdict.evidence);
  CHECK(verdict.kind == VerdictKind::fail);
  CHECK(verdict.evidence.contains("ns3.example.org. (203.0.113.53) left the delegation at"));
  CHECK(verdict.evidence.contains(why));
  CHECK(verdict.evidence.contains("accept it by name or address once no resolver asks it any more"));
  CHECK_MESSAGE(world.assess().decision.kind != DecisionKind::go, world.sentence());
  const auto conditions = world.assess().conditions;
  const auto* condition = find(conditions, "evidence_too_old");
  REQUIRE(condition != nullptr);
  CHECK_MESSAGE(condition->evidence.contains(why), condition->evidence);
  CHECK_MESSAGE(condition->evidence.contains("accept it by name"), condition->evidence);
}

}  // namespace

TEST_CASE(
    "a name server that left and was never heard may have led anybody to the old server, and still may") {
  auto world = with_unheard();
  world.take(Step::switch_over, 60);  // not at ns3: it keeps what it has
  world.pass(1200);
  world.leave(kNs3);
  world.pass(240);
  check_held_up(world, Step::retire_old, "old_host_expired", "was never heard");
  world.pass(50 * kHour);
  check_held_up(world, Step::retire_old, "old_host_expired", "was never heard");
  accept(world, kNs3.name);
  CHECK(world.verdict(Step::retire_old, "old_host_expired").kind == VerdictKind::pass);
  CHECK(find(world.assess().conditions, "evidence_too_old") == nullptr);
}

TEST_CASE("and before the switch it may have given copies with the high TTL") {
  auto world = with_unheard();
  world.leave(kNs3);
  world.pass(240);
  check_held_up(world, Step::switch_over, "old_ttl_expired", "was never heard");
  accept(world, kNs3.name);
  CHECK(world.assess().decision.kind == DecisionKind::go);
}

TEST_CASE("one that comes back is asked again, and its answer ends the waiting") {
  auto world = with_unheard();
  world.leave(kNs3);
  world.pass(240);
  world.set_silent(kNs3, false);
  world.join(kNs3, false);
  world.pass(2 * kHour);
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired").kind == VerdictKind::pass);
}

TEST_CASE("one that left with the old data and was heard is to be accepted by name, too") {
  MovingWorld world(server_plan(), 60);
  world.pass(2 * kHour);
  world.join(kNs3, true);
  world.pass(240);
  world.leave(kNs3);
  world.take(Step::switch_over, 60);
  world.pass(600);
  check_held_up(world, Step::retire_old, "old_host_expired", "was not seen to publish anything else");
  accept(world, kNs3.name);
  CHECK(find(world.assess().conditions, "evidence_too_old") == nullptr);
}

TEST_CASE("while one of the delegation is waited for, it is the one that is named") {
  auto world = with_unheard();
  world.leave(kNs3);
  world.join({"ns4.example.org.", endpoint("203.0.113.54")}, false);
  world.set_silent({"ns4.example.org.", endpoint("203.0.113.54")}, true);
  world.pass(240);
  const auto assessed = world.assess();
  for (const auto& record : assessed.records) {
    REQUIRE_FALSE(record.bounds.unseen);
    CHECK(record.bounds.unseen.error().waits_for.size() == 2);
  }
  CHECK_MESSAGE(world.verdict(Step::switch_over, "old_ttl_expired").evidence.contains("ns4.example.org."),
                world.verdict(Step::switch_over, "old_ttl_expired").evidence);
}

TEST_CASE("a host without IPv6 goes on without the address that it cannot reach, and hears the other one") {
  const dns::NameServer unreachable{kNs1.name, endpoint("2001:db8::53")};
  MovingWorld world(server_plan(), 60);
  world.join(unreachable, false);
  world.set_silent(unreachable, true);
  world.pass(2 * kHour);
  const auto verdict = world.verdict(Step::switch_over, "on_plan");
  CHECK(verdict.kind == VerdictKind::no_evidence);
  INFO(verdict.evidence);
  CHECK(verdict.evidence.contains("ns1.example.org. (2001:db8::53) has never said"));
  CHECK(verdict.evidence.contains("accept it by name or address"));
  accept(world, "2001:DB8:0::53");
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  world.leave(unreachable);
  world.pass(240);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  world.publish(kNs1, kMxQuestion, mx({"10 elsewhere.example.net"}), 60);
  world.pass(240);  // its IPv4 address counts as before
  CHECK(world.verdict(Step::switch_over, "on_plan").kind == VerdictKind::fail);
}
