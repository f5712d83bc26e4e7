#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

// Behind one address there may be several caches: a new answer of one does not say that another has let old
// data go.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

/// The MX alone moves; ten minutes after the switch.
MovingWorld switched() {
  auto plan = moving_plan(Kind::server, pending_gates());
  std::erase_if(plan.records, [](const WatchedRecord& record) {
    return record.question == kMailA || record.question == kSubmissionA;
  });
  MovingWorld world(std::move(plan), 60);
  world.pass(2 * kHour);
  return world;
}

void answer_once(MovingWorld& world, double ago, const dns::RrSet& held, std::int64_t ttl,
                 const std::string& nsid = "") {
  auto said = answer(held, ttl);
  if (!nsid.empty()) said.nsid = nsid;
  world.see(ResolverAnswered{.domain = kDomain,
                             .record = kMxQuestion,
                             .resolver = "google",
                             .sighting = sighting(world.now() - ago, std::move(said))});
}

const dns::RrSet& new_mx(const MovingWorld& world) { return world.plan().records.front().stages.back(); }

Verdict live_copies(const MovingWorld& world) { return world.verdict(Step::retire_old, "no_live_copies"); }

void check_shut(const MovingWorld& world) {
  CHECK_MESSAGE(live_copies(world).kind == VerdictKind::fail, live_copies(world).evidence);
  CHECK_MESSAGE(live_copies(world).evidence.contains("google"), live_copies(world).evidence);
  CHECK_MESSAGE(world.assess().decision.kind != DecisionKind::go, world.sentence());
}

}  // namespace

TEST_CASE("a pool of which one cache keeps old data is not let off by the new answers of another") {
  auto world = switched();
  world.take(Step::switch_over, 60);
  SUBCASE("that is met between the looks") {
    world.set_manner("google", Manner::keeps);
    world.pass(900);
    for (int i = 0; i < 20; ++i) {
      answer_once(world, 60, new_mx(world), 60);
      check_shut(world);
      world.pass(kLookEvery);
      check_shut(world);
    }
  }
  SUBCASE("that is met at the looks") {
    world.pass(600);
    for (int i = 0; i < 20; ++i) {
      answer_once(world, 60, kOldMx, 30);
      world.pass(kLookEvery);
      if (i > 0) check_shut(world);
    }
  }
}

TEST_CASE("it is let off once as many new answers came as would have met another cache") {
  auto world = switched();
  world.set_manner("google", Manner::keeps);
  world.take(Step::switch_over, 60);
  world.pass(900);
  world.set_manner("google", Manner::honest);
  world.pass(15 * kLookEvery);
  check_shut(world);
  world.pass(kLookEvery);
  CHECK_MESSAGE(live_copies(world).kind == VerdictKind::pass, live_copies(world).evidence);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("or once the cache that kept them, by its own name, has shown the new") {
  auto world = switched();
  world.take(Step::switch_over, 60);
  world.set_manner("google", Manner::silent);
  world.pass(600);
  for (const double ago : {90.0, 60.0}) answer_once(world, ago, kOldMx, 30, "one");
  world.pass(kLookEvery);
  check_shut(world);
  answer_once(world, 20, new_mx(world), 60, "two");
  check_shut(world);
  answer_once(world, 10, new_mx(world), 60, "one");
  CHECK_MESSAGE(live_copies(world).kind == VerdictKind::pass, live_copies(world).evidence);
}

TEST_CASE("but not where the name is that of a whole pool, which shows new data and old ones by turns") {
  auto world = switched();
  world.take(Step::switch_over, 60);
  world.set_manner("google", Manner::silent);
  world.pass(600);
  for (const double ago : {110.0, 70.0, 30.0}) {
    answer_once(world, ago, kOldMx, 30, "all");
    answer_once(world, ago - 20, new_mx(world), 60, "all");
  }
  world.pass(kLookEvery);
  check_shut(world);
  answer_once(world, 10, new_mx(world), 60, "all");
  check_shut(world);
}

TEST_CASE("what all resolvers hold is said of all, and of silent ones that they say nothing") {
  auto world = switched();
  world.take(Step::switch_over, 60);
  world.pass(600);
  CHECK(live_copies(world).evidence == "2 of 2 resolvers hold example.org. MX as published");
  world.set_manner("quad9", Manner::silent);
  world.pass(600);
  CHECK(live_copies(world).evidence ==
        "1 of 2 resolvers hold example.org. MX as published, the others say nothing");
}
