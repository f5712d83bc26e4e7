#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>

// Where retiring the old server publishes nothing, the go for it says what comes then.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
using Lines = std::vector<std::string>;

MovingWorld left(Plan plan) {
  MovingWorld world(std::move(plan), 3600);
  world.pass(600);
  world.set_ttl(60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(2 * kHour);
  if (world.plan().kind == Kind::proxy) world.take(Step::remove_old, 60);
  world.pass(900);
  return world;
}

Plan plan_of(Kind kind, const std::string& also_waived = "") {
  auto plan = moving_plan(kind, pending_gates());
  if (!also_waived.empty()) plan.waived.push_back({also_waived, "no matter"});
  return plan;
}

}  // namespace

TEST_CASE("the go to retire the old server says to restore the TTL then, and how") {
  for (const auto& [kind, then, lines] :
       {std::tuple{Kind::proxy, " from the proxy only; once it does, restore the TTL.",
                   Lines{"example.org. 3600 IN MX 5 in.proxy.example."}},
        std::tuple{Kind::address, ", or be switched off; once it is, restore the TTL.",
                   Lines{"mail.example.org. 3600 IN A 198.51.100.9",
                         "mail.example.org. 3600 IN AAAA 2001:db8::9"}}}) {
    const auto decision = left(plan_of(kind)).assess().decision;
    REQUIRE_MESSAGE(decision.kind == DecisionKind::go, decision.sentence);
    REQUIRE(decision.next == Step::retire_old);
    CHECK_MESSAGE(decision.sentence.contains(then), decision.sentence);
    CHECK(decision.publish == lines);
    CHECK(decision.publishes == Step::done);
  }
}

TEST_CASE("it does not where retiring the server publishes something itself, or no TTL is to be restored") {
  auto fixed = plan_of(Kind::proxy);
  fixed.ttl.is_fixed = true;
  std::erase_if(fixed.waived, [](const Waiver& waiver) { return waiver.gate == "lock_in_place"; });
  auto waived = plan_of(Kind::proxy, "ttl_restored");
  std::erase_if(waived.waived, [](const Waiver& waiver) { return waiver.gate == "lock_in_place"; });
  for (const auto& plan : {plan_of(Kind::server), fixed, waived}) {
    const auto decision = left(plan).assess().decision;
    REQUIRE_MESSAGE(decision.next == Step::retire_old, decision.sentence);
    CHECK_MESSAGE(!decision.sentence.contains("restore the TTL"), decision.sentence);
    CHECK_FALSE(decision.publishes);
  }
}

TEST_CASE("no other step speaks of the lines of the one behind it") {
  MovingWorld world(plan_of(Kind::proxy), 3600);
  world.pass(600);
  const auto decision = world.assess().decision;
  REQUIRE(decision.kind == DecisionKind::go);
  CHECK_FALSE(decision.publishes);
  CHECK_FALSE(decision.publish.empty());
}
