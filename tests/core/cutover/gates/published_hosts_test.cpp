#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

// After the switch too the hosts of the MX must have the addresses of the plan: probe mail goes to configured
// ones.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
const dns::Question kProxyHost{name("in.proxy.example"), dns::RrType::a};
const dns::Question kNewHost{name("new.example.org"), dns::RrType::a};
const auto kStranger = dns::RrSet::parse(dns::RrType::a, {"203.0.113.66"}).value();

MovingWorld verified(Kind kind) {
  MovingWorld world(moving_plan(kind, pending_gates()), 300);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 300);
  world.pass(2 * kHour);
  return world;
}

void check_shut(const MovingWorld& world, Step step) {
  const auto verdict = world.verdict(step, "mx_valid");
  CHECK_MESSAGE(verdict.kind == VerdictKind::fail, verdict.evidence);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
}

}  // namespace

TEST_CASE("mx_valid: a new host with another address than planned shuts every step") {
  auto world = verified(Kind::proxy);
  REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  CHECK(world.verdict(Step::remove_old, "mx_valid").kind == VerdictKind::pass);
  world.publish(kProxyHost, kStranger, 300);
  world.pass(240);
  check_shut(world, Step::switch_over);
  check_shut(world, Step::remove_old);
  CHECK(world.verdict(Step::remove_old, "mx_valid").evidence.contains("203.0.113.66"));
  world.publish(kProxyHost, world.plan().records.at(1).stages.front(), 300);
  world.pass(240);
  world.take(Step::remove_old, 300);
  world.pass(900);
  REQUIRE_MESSAGE(world.assess().decision.next == Step::retire_old, world.sentence());
  REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  world.publish(kProxyHost, kStranger, 300);
  world.pass(240);
  check_shut(world, Step::retire_old);
}

TEST_CASE("mx_valid: a new host without an address is none to retire the old server for") {
  auto world = verified(Kind::server);
  REQUIRE_MESSAGE(world.assess().decision.next == Step::retire_old, world.sentence());
  REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  world.publish(kNewHost, kAbsent, 300);
  world.pass(240);
  check_shut(world, Step::retire_old);
}
