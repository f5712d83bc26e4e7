#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// All is done and the TTL restored, and one name server publishes something else for once.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
using Lines = std::vector<std::string>;

const Lines kLast{"example.org. 3600 IN MX 5 in.proxy.example."};

MovingWorld finished() {
  MovingWorld world(moving_plan(Kind::proxy, pending_gates()));
  world.pass(600);
  world.set_ttl(60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(2 * kHour);
  world.take(Step::remove_old, 60);
  world.pass(900);
  world.remember();
  world.set_ttl(3600);
  world.pass(2 * kHour);
  REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::done, world.sentence());
  return world;
}

bool holds(const CutoverAssessment& assessed, std::string_view id) {
  return std::ranges::any_of(assessed.conditions, [&](const Condition& each) { return each.rule->id == id; });
}

}  // namespace

TEST_CASE("the switch was not too early for the TTL that was restored after it") {
  for (const auto& stray : {mx({"10 other.example.org"}), kOldMx}) {
    auto world = finished();
    world.publish(kNs1, kMxQuestion, stray, 3600);
    world.pass(kLookEvery);
    CHECK_FALSE(holds(world.assess(), "switched_too_early"));
    world.publish(kNs1, kMxQuestion, kLastMx, 3600);
    world.pass(kLookEvery);
    CHECK_FALSE(holds(world.assess(), "switched_too_early"));
  }
}

TEST_CASE("who strays is to follow the others, not to lead mail to the locked server again") {
  for (const auto& stray : {mx({"10 other.example.org"}), kOldMx}) {
    auto world = finished();
    world.publish(kNs1, kMxQuestion, stray, 3600);
    world.pass(kLookEvery);
    const auto assessed = world.assess();
    const auto change = std::ranges::find(assessed.timetable, Step::switch_over, &StepTime::step);
    CHECK(change->publish == kLast);
    CHECK((assessed.decision.publish.empty() || assessed.decision.publish == kLast));
  }
}

TEST_CASE("one that is ahead of the others is followed by nobody") {
  MovingWorld world(moving_plan(Kind::proxy, pending_gates()), 60);
  world.pass(2 * kHour);
  world.publish(kNs1, kMxQuestion, kLastMx, 60);
  world.pass(kLookEvery);
  const auto lines = world.assess().decision.publish;
  CHECK(std::ranges::find(lines, "example.org. 60 IN MX 10 mail.example.org.") == lines.end());
  CHECK(lines.size() == 2);
}
