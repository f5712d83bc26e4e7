#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// When retiring the old server counts as done.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

MovingWorld left(Plan plan) {
  MovingWorld world(std::move(plan), 300);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 300);
  world.pass(2 * kHour);
  if (world.plan().kind == Kind::proxy) world.take(Step::remove_old, 300);
  world.pass(900);
  return world;
}

Plan fixed(Kind kind) {
  auto plan = moving_plan(kind, pending_gates());
  plan.ttl.is_fixed = true;
  return plan;
}

/// It was always low, and the operator says so.
Plan always_low(Kind kind) {
  auto plan = moving_plan(kind, pending_gates());
  plan.ttl.original = Seconds{300};
  for (auto& record : plan.records) record.bounds.past.original_ttl = Seconds{300};
  return plan;
}

std::string retirement(const MovingWorld& world) {
  const auto assessed = world.assess();
  return std::ranges::find(assessed.timetable, Step::retire_old, &StepTime::step)->sentence();
}

}  // namespace

TEST_CASE("the old server's name has to go before it counts as retired, whatever became of the TTL") {
  for (const auto& plan : {fixed(Kind::server), always_low(Kind::server)}) {
    auto world = left(plan);
    const auto decision = world.assess().decision;
    CHECK_MESSAGE(decision.kind == DecisionKind::go, decision.sentence);
    CHECK(decision.next == Step::retire_old);
    CHECK(decision.publish == std::vector<std::string>{"; remove mail.example.org. A"});
    world.publish(kMailA, kAbsent, 300);
    world.pass(1200);
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::done, world.sentence());
  }
}

TEST_CASE("where no TTL was lowered nothing shows the lock: the go is given, and done speaks of it") {
  auto plan = fixed(Kind::proxy);
  auto world = left(plan);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::done, world.sentence());
  CHECK_MESSAGE(
      world.sentence().contains("Let the old server take mail from the proxy only, if it does not yet."),
      world.sentence());
  CHECK_MESSAGE(retirement(world).starts_with("may be taken now"), retirement(world));
  std::erase_if(plan.waived, [](const Waiver& waiver) { return waiver.gate == "lock_in_place"; });
  world = left(plan);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  CHECK(world.assess().decision.next == Step::retire_old);
}

TEST_CASE("a TTL that was lowered and is back shows that the operator has gone on") {
  auto plan = moving_plan(Kind::proxy, pending_gates());
  std::erase_if(plan.waived, [](const Waiver& waiver) { return waiver.gate == "lock_in_place"; });
  auto world = left(plan);
  REQUIRE_MESSAGE(world.assess().decision.next == Step::retire_old, world.sentence());
  world.remember();
  world.set_ttl(3600);
  world.pass(600);
  CHECK(world.assess().decision.next == Step::done);
}

TEST_CASE("one that was raised before anybody was told to retire the old server shows nothing") {
  auto plan = moving_plan(Kind::proxy, pending_gates());
  std::erase_if(plan.waived, [](const Waiver& waiver) { return waiver.gate == "lock_in_place"; });
  MovingWorld world(plan, 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(2 * kHour);
  world.remember();
  world.take(Step::remove_old, 3600);
  for (int looks = 0; looks < 10; ++looks) {
    world.pass(kLookEvery);
    world.remember();
  }
  const auto decision = world.assess().decision;
  CHECK_MESSAGE(decision.kind == DecisionKind::go, decision.sentence);
  CHECK(decision.next == Step::retire_old);
  CHECK_MESSAGE(decision.sentence.contains("Senders may still try the old server until "), decision.sentence);
}

TEST_CASE("done says until when senders may still try the old server, however it was come to") {
  for (const std::int64_t ttl : {60, 3600}) {
    auto plan = moving_plan(Kind::server, pending_gates());
    std::erase_if(plan.records, [](const WatchedRecord& record) { return record.question == kMailA; });
    MovingWorld world(plan, 60);
    world.pass(2 * kHour);
    world.take(Step::switch_over, ttl);
    world.pass(600);
    if (ttl == 60) {
      REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
      world.remember();
      world.set_ttl(3600);
      world.pass(600);
    }
    REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::done, world.sentence());
    CHECK_MESSAGE(world.sentence().contains("Senders may still try the old server until "), world.sentence());
    world.pass_unwatched(48 * kHour);
    world.pass(1200);
    REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::done, world.sentence());
    CHECK_FALSE(world.sentence().contains("Senders may still try"));
  }
}
