#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

// How much mail has to arrive before the new path is said to deliver.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

MovingWorld ready() {
  MovingWorld world(moving_plan(Kind::server, pending_gates()), 60);
  world.pass(2 * kHour);
  return world;
}

Verdict delivers(const MovingWorld& world) { return world.verdict(Step::switch_over, "new_path_delivers"); }

}  // namespace

TEST_CASE("one message alone is no evidence that mail arrives") {
  MovingWorld world(moving_plan(Kind::server, pending_gates()), 60);
  world.pass(kLookEvery);
  CHECK_MESSAGE(delivers(world).kind == VerdictKind::no_evidence, delivers(world).evidence);
  world.pass(kLookEvery);
  CHECK_MESSAGE(delivers(world).kind == VerdictKind::pass, delivers(world).evidence);
}

TEST_CASE("a path that refuses every other message does not deliver") {
  auto world = ready();
  REQUIRE(delivers(world).kind == VerdictKind::pass);
  for (int i = 0; i < 10; ++i) {
    world.set_mail("new", i % 2 == 0 ? Fate::refused : Fate::delivered);
    world.pass(kLookEvery);
    CHECK_MESSAGE(delivers(world).kind == VerdictKind::fail, delivers(world).evidence);
    CHECK(world.assess().decision.kind == DecisionKind::wait);
  }
  world.pass(3 * kLookEvery);
  CHECK_MESSAGE(delivers(world).kind == VerdictKind::pass, delivers(world).evidence);
}

TEST_CASE("after a rollback the new path has to deliver for longer before it is switched to again") {
  auto world = ready();
  world.take(Step::switch_over, 60);
  world.pass(600);
  world.set_mail("new", Fate::refused);
  world.pass(360);
  REQUIRE(world.assess().decision.kind == DecisionKind::roll_back);
  world.take(Step::lower_ttl, 60);
  world.set_mail("new", Fate::delivered);
  const double mended = world.now();
  world.pass(480);
  CHECK_MESSAGE(delivers(world).kind == VerdictKind::wait, delivers(world).evidence);
  REQUIRE(delivers(world).until);
  CHECK(*delivers(world).until == at(mended + 720));
  CHECK(world.assess().decision.kind == DecisionKind::wait);
  world.pass(360);
  CHECK_MESSAGE(delivers(world).kind == VerdictKind::pass, delivers(world).evidence);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("an outage that ends before its mail is lost is harm, though other mail ends between its losses") {
  auto world = ready();
  world.set_mail("new", Fate::missing);
  world.pass(720);
  world.set_mail("new", Fate::delivered);
  const double mended = world.now();
  while (delivers(world).kind == VerdictKind::fail && world.now() < mended + kHour) world.pass(kLookEvery);
  WallTime last_loss;
  for (const auto& entry : world.state().mail->ended) {
    if (entry->result == mail::MessageResult::lost) last_loss = std::max(last_loss, *entry->ended);
  }
  REQUIRE(last_loss > at(mended));
  CHECK_MESSAGE(delivers(world).kind == VerdictKind::wait, delivers(world).evidence);
  REQUIRE(delivers(world).until);
  CHECK(*delivers(world).until >= last_loss + Seconds{700});
  world.pass(720);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("harm that was mended stays so when nobody looks for a while") {
  auto world = ready();
  world.set_mail("new", Fate::refused);
  world.pass(360);
  world.set_mail("new", Fate::delivered);
  world.pass(kHour);
  REQUIRE(delivers(world).kind == VerdictKind::pass);
  world.pass_unwatched(kHour);
  world.pass(3 * kLookEvery);
  CHECK_MESSAGE(delivers(world).kind == VerdictKind::pass, delivers(world).evidence);
}

TEST_CASE("but not before it was mended for long enough") {
  auto world = ready();
  world.set_mail("new", Fate::refused);
  world.pass(360);
  world.set_mail("new", Fate::delivered);
  world.pass(480);
  REQUIRE(delivers(world).kind == VerdictKind::wait);
  world.pass_unwatched(kHour);
  world.pass(3 * kLookEvery);
  CHECK_MESSAGE(delivers(world).kind == VerdictKind::wait, delivers(world).evidence);
}

TEST_CASE("mail that takes most of the time that it may take is evidence as well") {
  auto plan = moving_plan(Kind::server, pending_gates());
  plan.round_trips.front().interval = Seconds{20};
  MovingWorld world(plan, 60);
  world.pass(kLookEvery);
  world.pass_unwatched(kHour);
  for (const double sent : {0.0, 10.0, 20.0}) {
    const auto id = fmt::format("slow{}", sent);
    const double then = world.now() - 110 + sent;
    world.see(recorded(then, id));
    world.see(departing(id));
    world.see(attempted(then, id, mail::SmtpDisposition::accepted));
    world.see(mailbox_shows(then + 85, {{.id = id}}));
  }
  CHECK_MESSAGE(delivers(world).kind == VerdictKind::pass, delivers(world).evidence);
}
