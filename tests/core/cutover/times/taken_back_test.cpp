#include "core/cutover/times/taken_back.hpp"

#include "core/cutover/plan/change_steps.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

// What is said after the new records were taken back.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

MovingWorld switched(Kind kind) {
  MovingWorld world(moving_plan(kind, pending_gates()), 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(600);
  return world;
}

double last_new_copy(const MovingWorld& world) {
  return world.last_copy_ends([&](const WatchedRecord& record, const dns::RrSet& rrset, auto) {
    return dns::stage_of(record.stages, rrset).value_or(0) >=
           stage_after(world.plan(), record, Step::lower_ttl) + 1;
  });
}

}  // namespace

TEST_CASE("nothing is taken back before the switch, nor after it, nor while some have gone back") {
  for (const auto kind : {Kind::proxy, Kind::address, Kind::server}) {
    MovingWorld before(moving_plan(kind, pending_gates()), 60);
    before.pass(2 * kHour);
    CHECK_FALSE(before.assess().taken_back);
    auto world = switched(kind);
    CHECK_FALSE(world.assess().taken_back);
    world.take(kNs1, Step::lower_ttl, 60);
    world.pass(kLookEvery);
    CHECK_FALSE(world.assess().taken_back);
  }
}

TEST_CASE("after a rollback the new server is to be left on until the copies of the new records have ended") {
  for (const auto kind : {Kind::proxy, Kind::address, Kind::server}) {
    auto world = switched(kind);
    world.set_ttl(900);
    world.pass(kLookEvery);
    const double back = world.now();
    world.take(Step::lower_ttl, 60);
    world.pass(kLookEvery);
    const auto assessed = world.assess();
    REQUIRE(assessed.taken_back);
    const auto& taken = *assessed.taken_back;
    REQUIRE(taken.at);
    CHECK(*taken.at >= at(back));
    CHECK(*taken.at <= at(back + 1));
    REQUIRE(taken.copies_until);
    CHECK(*taken.copies_until >= at(last_new_copy(world)));
    CHECK(*taken.copies_until <= at(last_new_copy(world) + kLookEvery));
    CHECK_MESSAGE(taken.sentence.starts_with("The new records were taken back at 2026-"), taken.sentence);
    CHECK_MESSAGE(taken.sentence.contains("; copies of them may live until 2026-"), taken.sentence);
    CHECK_MESSAGE(taken.sentence.ends_with(": leave the new server on until then."), taken.sentence);
    CHECK(assessed.way_back.is_ttl_only);
    CHECK(assessed.way_back.effective == taken.copies_until);

    world.pass(kHour);
    const auto later = world.assess();
    REQUIRE(later.taken_back);
    CHECK_MESSAGE(later.taken_back->sentence.contains("; the last copies of them ended by 2026-"),
                  later.taken_back->sentence);
    CHECK_FALSE(later.taken_back->sentence.contains("leave"));
    CHECK(later.way_back.effective == at(world.now()));
  }
}

TEST_CASE("a name server that left with the new records is not seen off them: the end cannot be told") {
  auto world = switched(Kind::server);
  world.leave(kNs2);
  world.pass(kLookEvery);
  world.take(Step::lower_ttl, 60);
  world.pass(kHour);
  const auto assessed = world.assess();
  REQUIRE(assessed.standing.is_rolled_back);
  REQUIRE(assessed.taken_back);
  CHECK_FALSE(assessed.taken_back->copies_until);
  CHECK_MESSAGE(assessed.taken_back->sentence.contains("cannot be told, ns2.example.org. ("),
                assessed.taken_back->sentence);
  CHECK_FALSE(assessed.way_back.effective);
}

TEST_CASE("the next switch is another one") {
  auto world = switched(Kind::server);
  world.take(Step::lower_ttl, 60);
  world.pass(600);
  REQUIRE(world.assess().taken_back);
  world.take(Step::switch_over, 60);
  world.pass(600);
  CHECK_FALSE(world.assess().taken_back);
}
