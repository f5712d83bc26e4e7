#include "core/cutover/record/standing.hpp"

#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

// Where a cutover stands, in worlds that do not go by the book.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

Phase phase(const MovingWorld& world) { return world.assess().phase; }

/// The TTL was lowered, and the old one has run out.
MovingWorld lowered(Plan plan) {
  MovingWorld world(std::move(plan));
  world.pass(600);
  world.set_ttl(60);
  world.pass(1.5 * kHour);
  return world;
}

MovingWorld switched(Plan plan) {
  auto world = lowered(std::move(plan));
  world.take(Step::switch_over, 60);
  world.pass(600);
  return world;
}

}  // namespace

TEST_CASE("a rollback is recognised although a server that is accepted was last seen to have switched") {
  auto plan = moving_plan(Kind::proxy, pending_gates());
  plan.accepted = {{"ns2.example.org.", "dead, leaves the delegation"}};
  for (auto& record : plan.records) record.bounds.accepted = {"ns2.example.org."};
  auto world = switched(plan);
  REQUIRE(phase(world) == Phase::verify);
  world.set_silent(kNs2, true);
  world.publish(kMxQuestion, kOldMx, 60);
  world.pass(600);
  CHECK(world.assess().standing.is_rolled_back);
  CHECK(phase(world) == Phase::lower_ttl);
}

TEST_CASE("records that are in no stage are no rollback") {
  auto world = switched(moving_plan(Kind::proxy, pending_gates()));
  REQUIRE(phase(world) == Phase::verify);
  world.publish(kMxQuestion, mx({"5 in.proxy.example", "20 mail.example.org", "30 backup.example.net"}), 60);
  world.pass(600);
  CHECK_FALSE(world.assess().standing.is_rolled_back);
  CHECK(world.assess().standing.switched_since);
  CHECK(phase(world) == Phase::switching);
  CHECK(world.assess().decision.kind == DecisionKind::wait);
}

TEST_CASE(
    "lower_ttl begins with the first name server that has the lower TTL, and ends with the last record") {
  MovingWorld world(moving_plan(Kind::server, pending_gates()));
  world.pass(600);
  REQUIRE(phase(world) == Phase::prepare);
  world.publish(kNs1, kMxQuestion, kOldMx, 60);
  world.pass(600);
  CHECK(phase(world) == Phase::lower_ttl);
  CHECK(world.assess().decision.next == Step::lower_ttl);
  world.publish(kNs2, kMxQuestion, kOldMx, 60);
  world.pass(600);
  CHECK(phase(world) == Phase::lower_ttl);
  CHECK(world.assess().decision.next == Step::lower_ttl);
  world.set_ttl(60);
  world.pass(600);
  CHECK(world.assess().decision.next == Step::switch_over);
}

TEST_CASE("the address of a new host is published before the switch, and is not the switch") {
  auto plan = moving_plan(Kind::server, pending_gates());
  auto& address = plan.records.at(1);
  REQUIRE(address.question.name == name("new.example.org"));
  address.stages.insert(address.stages.begin(), kAbsent);
  MovingWorld world(plan, 60);
  world.pass(2 * kHour);
  REQUIRE(world.assess().decision.next == Step::lower_ttl);
  CHECK(world.assess().decision.kind == DecisionKind::go);
  CHECK(world.assess().decision.publish.front() == "new.example.org. 60 IN A 198.51.100.9");
  world.publish(address.question, address.stages.back(), 60);
  world.pass(600);
  CHECK_FALSE(world.assess().standing.switched_since);
  INFO(world.sentence());
  CHECK(world.assess().decision.next == Step::switch_over);
  CHECK(world.assess().decision.kind == DecisionKind::go);
}

TEST_CASE("a name server that joins with the new records does not begin the time of verification again") {
  auto world = switched(moving_plan(Kind::server, pending_gates()));
  const auto switched_by = world.assess().standing.switched_by;
  REQUIRE(switched_by);
  world.join(kNs3, false);
  world.pass(600);
  CHECK(phase(world) == Phase::verify);
  CHECK(world.assess().standing.switched_by == switched_by);
}

TEST_CASE("one name server that goes back is not told to be a switch under way") {
  auto world = switched(moving_plan(Kind::server, pending_gates()));
  world.publish(kNs1, kMxQuestion, kOldMx, 60);
  world.pass(240);
  CHECK(phase(world) == Phase::switching);
  const auto decision = world.assess().decision;
  CHECK(decision.kind == DecisionKind::wait);
  CHECK_MESSAGE(decision.sentence.contains("gone back"), decision.sentence);
  CHECK(decision.publish.empty());
}

TEST_CASE("a name server that joins and was never heard takes no phase back, and shuts the gates") {
  auto world = switched(moving_plan(Kind::proxy, pending_gates()));
  world.pass(2 * kHour);
  REQUIRE(world.assess().decision.kind == DecisionKind::go);
  const auto switched_by = world.assess().standing.switched_by;
  world.set_silent(kNs3, true);
  world.join(kNs3, false);
  for (const double seconds : {0.0, 600.0, kHour}) {
    world.pass(seconds);
    CHECK(phase(world) == Phase::verify);
    CHECK(world.assess().standing.switched_by == switched_by);
    const auto decision = world.assess().decision;
    CHECK(decision.kind == DecisionKind::wait);
    CHECK(decision.next == Step::remove_old);
    CHECK_MESSAGE(decision.sentence.contains("ns3.example.org. (203.0.113.53) has never said"),
                  decision.sentence);
    CHECK(world.verdict(Step::remove_old, "authorities_agree").kind == VerdictKind::no_evidence);
  }
  world.take(Step::remove_old, 60);
  world.pass(600);
  CHECK(phase(world) == Phase::finish);
  CHECK_MESSAGE(!world.sentence().contains("and others do not"), world.sentence());
  CHECK(world.assess().decision.kind == DecisionKind::wait);
  world.set_silent(kNs3, false);
  world.pass(600);
  CHECK(phase(world) == Phase::finish);
  CHECK_MESSAGE(world.sentence().contains("and others do not"), world.sentence());
}
