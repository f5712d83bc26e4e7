#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// A resolver that held old data and falls silent has not let them go.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
const dns::Question kNewA{name("new.example.org"), dns::RrType::a};

Plan server_plan() {
  auto plan = moving_plan(Kind::server, pending_gates());
  std::erase_if(plan.records, [](const WatchedRecord& record) { return record.question == kMailA; });
  return plan;
}

/// A quarter of an hour after the switch, which one resolver does not follow.
MovingWorld with_offender(Plan plan = server_plan()) {
  MovingWorld world(std::move(plan), 60);
  world.pass(2 * kHour);
  world.set_manner("google", Manner::keeps);
  world.take(Step::switch_over, 60);
  world.pass(900);
  return world;
}

void answer_once(MovingWorld& world, const dns::Question& record, Result<dns::Answer> said) {
  world.see(ResolverAnswered{.domain = kDomain,
                             .record = record,
                             .resolver = "google",
                             .sighting = sighting(world.now(), std::move(said))});
}

Verdict live_copies(const MovingWorld& world) { return world.verdict(Step::retire_old, "no_live_copies"); }

}  // namespace

TEST_CASE("a resolver that kept old data past their end goes on to count when it falls silent") {
  auto world = with_offender();
  REQUIRE(live_copies(world).kind == VerdictKind::fail);
  world.set_manner("google", Manner::silent);
  for (const double seconds : {120.0, 600.0, kHour}) {
    world.pass(seconds);
    CHECK_MESSAGE(live_copies(world).kind == VerdictKind::fail, live_copies(world).evidence);
    CHECK_MESSAGE(live_copies(world).evidence.contains("google"), live_copies(world).evidence);
    CHECK(world.assess().decision.kind == DecisionKind::wait);
  }
}

TEST_CASE("once it has shown the new data in so many answers it does not") {
  auto world = with_offender();
  world.set_manner("google", Manner::honest);
  world.pass(16 * kLookEvery);
  CHECK_MESSAGE(live_copies(world).kind == VerdictKind::pass, live_copies(world).evidence);
  world.set_manner("google", Manner::silent);
  world.pass(600);
  CHECK_MESSAGE(live_copies(world).kind == VerdictKind::pass, live_copies(world).evidence);
}

TEST_CASE("nor where the operator accepts it by id") {
  auto plan = server_plan();
  plan.accepted = {{"google", "nobody's mail comes that way"}};
  auto world = with_offender(plan);
  world.set_manner("google", Manner::silent);
  world.pass(600);
  CHECK_MESSAGE(live_copies(world).kind == VerdictKind::pass, live_copies(world).evidence);
}

TEST_CASE("one answer with old data past their end is too few to blame a resolver, and enough not to go") {
  MovingWorld world(server_plan(), 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(900);
  REQUIRE(live_copies(world).kind == VerdictKind::pass);
  answer_once(world, kMxQuestion, answer(kOldMx, 30));
  world.pass_unwatched(60);
  CHECK_MESSAGE(live_copies(world).kind == VerdictKind::fail, live_copies(world).evidence);
}

TEST_CASE("a name server that has left takes nobody's word away from those who kept old data") {
  MovingWorld world(server_plan(), 60);
  world.join(kNs3, false);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(600);
  world.leave(kNs3);
  world.pass(600);
  for (int i = 0; i < 2; ++i) {
    answer_once(world, kMxQuestion, answer(kOldMx, 30));
    world.pass(600);
  }
  const auto assessed = world.assess();
  const auto mx = std::ranges::find_if(
      assessed.records, [](const RecordAssessment& each) { return each.record->question == kMxQuestion; });
  const auto google = std::ranges::find_if(
      mx->resolvers, [](const ResolverAssessment& each) { return each.resolver->id == "google"; });
  CHECK(google->kept);
}

TEST_CASE("a resolver that knows that a new host has no address goes on to when it falls silent") {
  MovingWorld world(server_plan(), 60);
  world.pass(2 * kHour);
  answer_once(world, kNewA, answer(kAbsent, 86'400));
  const auto known = [&] { return world.verdict(Step::switch_over, "new_names_resolve"); };
  REQUIRE(known().kind == VerdictKind::wait);
  const auto until = known().until;
  for (const auto kind : {FailureKind::timeout, FailureKind::unreachable}) {
    answer_once(world, kNewA, fail(kind));
    CHECK_MESSAGE(known().kind == VerdictKind::wait, known().evidence);
    CHECK(known().until == until);
  }
  world.set_manner("google", Manner::silent);
  world.pass(kHour);
  CHECK_MESSAGE(known().kind == VerdictKind::wait, known().evidence);
  CHECK(world.assess().decision.kind == DecisionKind::wait);
}
