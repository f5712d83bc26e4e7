#include "core/cutover/decision/remembered.hpp"

#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

// What was recognised as over is over until something speaks against it.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

const std::vector kKinds{Kind::proxy, Kind::address, Kind::server};

MovingWorld finished(Kind kind) {
  MovingWorld world(moving_plan(kind, pending_gates()), 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(2 * kHour);
  if (kind == Kind::proxy) world.take(Step::remove_old, 60);
  world.pass(900);
  world.remember();
  world.take(Step::retire_old, 60);
  world.set_ttl(3600);
  world.pass(2 * kHour);
  REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::done, world.sentence());
  return world;
}

bool is_done(const MovingWorld& world) {
  const auto assessed = world.assess();
  return assessed.phase == Phase::done && assessed.decision.kind == DecisionKind::done;
}

}  // namespace

TEST_CASE("what was done is done while nobody looks, as after a restart; unless nobody has told it") {
  for (const auto kind : kKinds) {
    auto world = finished(kind);
    auto forgetful = world;
    world.remember();
    for (auto* each : {&world, &forgetful}) each->pass_unwatched(2 * kHour);
    REQUIRE(world.verdict(Step::retire_old, "on_plan").kind == VerdictKind::no_evidence);
    CHECK_MESSAGE(is_done(world), world.sentence());
    CHECK_FALSE(is_done(forgetful));
    world.pass(kLookEvery);
    CHECK_MESSAGE(is_done(world), world.sentence());
  }
}

TEST_CASE("a name server that publishes the old records unsays it, after it has gone back, too") {
  for (const auto kind : kKinds) {
    auto world = finished(kind);
    world.remember();
    const auto& record = world.plan().records.at(kind == Kind::address ? 1 : 0);
    world.publish(kNs1, record.question, record.stages.front(), 3600);
    world.pass(kLookEvery);
    CHECK_FALSE(is_done(world));
    world.publish(kNs1, record.question, record.stages.back(), 3600);
    world.pass(kLookEvery);
    CHECK_FALSE(is_done(world));
    world.pass_unwatched(2 * kHour);
    CHECK_FALSE(is_done(world));
    world.pass(3 * kHour);
    CHECK_MESSAGE(is_done(world), world.sentence());
  }
}

TEST_CASE("a gate that fails unsays it, and a name server that nobody has heard") {
  for (const auto kind : kKinds) {
    auto world = finished(kind);
    world.remember();
    auto joined = world;
    joined.set_silent(kNs3, true);
    joined.join(kNs3, true);
    joined.pass(kLookEvery);
    CHECK_FALSE(is_done(joined));
    world.set_mail("new", Fate::refused);
    world.pass(kLookEvery);
    REQUIRE(world.verdict(Step::retire_old, "new_path_delivers").kind == VerdictKind::fail);
    CHECK_FALSE(is_remembered({.plan = world.plan(),
                               .state = world.state(),
                               .records = {},
                               .standing = world.assess().standing,
                               .now = at(world.now())},
                              world.assess().gates, Step::retire_old));
  }
}

TEST_CASE("one that left and came back is not known by what it published before") {
  auto world = finished(Kind::server);
  world.join(kNs3, false);
  world.pass(3 * kHour);
  REQUIRE_MESSAGE(is_done(world), world.sentence());
  world.remember();
  world.leave(kNs3);
  world.pass(kLookEvery);
  world.remember();
  world.set_silent(kNs3, true);
  world.join(kNs3, true);
  world.pass_unwatched(kHour);
  world.pass(kLookEvery);
  CHECK_FALSE(is_done(world));
}

TEST_CASE("who is asked and does not answer, or is looked for and not found, may publish anything") {
  for (const auto kind : kKinds) {
    auto silent = finished(kind);
    silent.remember();
    auto lost = silent;
    silent.set_silent(kNs2, true);
    silent.pass(900);
    CHECK_FALSE(is_done(silent));
    for (const auto& record : lost.plan().records)
      lost.see(DelegationFound{.domain = kDomain,
                               .record = record.question,
                               .at = at(lost.now()),
                               .servers = fail(FailureKind::timeout)});
    CHECK_MESSAGE(is_done(lost), lost.sentence());
    lost.pass_unwatched(2 * kHour);
    CHECK_FALSE(is_done(lost));
  }
}

TEST_CASE("the old server stays retired while the TTL is yet to be restored") {
  auto plan = moving_plan(Kind::proxy, pending_gates());
  std::erase_if(plan.waived, [](const Waiver& waiver) { return waiver.gate == "lock_in_place"; });
  MovingWorld world(plan, 300);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 300);
  world.pass(2 * kHour);
  world.take(Step::remove_old, 300);
  world.pass(900);
  world.remember();
  world.set_ttl(3600);
  world.pass(600);
  REQUIRE(world.assess().decision.next == Step::done);
  world.remember();
  world.pass_unwatched(2 * kHour);
  CHECK(world.assess().decision.next == Step::done);
  CHECK(world.assess().decision.kind == DecisionKind::wait);
}
