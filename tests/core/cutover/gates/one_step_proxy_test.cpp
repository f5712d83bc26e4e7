#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

// A proxy that takes the MX over in one step: what is asked before the old server leaves the records is asked
// before it is retired.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
const std::set<std::string_view> kAskedLater{
    "previous_stage_expired", "new_path_verified", "no_bypass",
    "no_forwarding_failure",  "headers_intact",    "source_is_proxy"};

Plan one_step(const std::vector<std::string>& waived) {
  auto plan = moving_plan(Kind::proxy, waived);
  plan.records.front().stages = {kOldMx, kLastMx};
  return plan;
}

MovingWorld switched(Plan plan) {
  MovingWorld world(std::move(plan), 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(240);
  return world;
}

std::set<std::string_view> asked_before(const MovingWorld& world, Step step) {
  std::set<std::string_view> ids;
  const auto assessed = world.assess();
  for (const auto& gate : assessed.gates) {
    if (gate.rule->step == step) ids.insert(gate.rule->id);
  }
  return ids;
}

/// How many of the gates that may move are asked there.
std::size_t of_removal(const MovingWorld& world, Step step) {
  const auto ids = asked_before(world, step);
  return static_cast<std::size_t>(
      std::ranges::count_if(kAskedLater, [&](std::string_view id) { return ids.contains(id); }));
}

}  // namespace

TEST_CASE("where no record takes the old server out, its gates are asked before it is retired") {
  const auto world = switched(one_step({}));
  CHECK(asked_before(world, Step::remove_old).empty());
  CHECK(of_removal(world, Step::retire_old) == kAskedLater.size());
  CHECK(world.verdict(Step::retire_old, "no_bypass").kind == VerdictKind::no_evidence);
  CHECK(world.verdict(Step::retire_old, "new_path_verified").kind == VerdictKind::wait);
}

TEST_CASE("the old server is not to be retired before mail has come through the proxy for long enough") {
  auto world = switched(one_step(pending_gates()));
  auto decision = world.assess().decision;
  CHECK(decision.next == Step::retire_old);
  CHECK_MESSAGE(decision.kind == DecisionKind::wait, decision.sentence);
  world.pass(1.5 * kHour);
  decision = world.assess().decision;
  CHECK(decision.next == Step::retire_old);
  CHECK_MESSAGE(decision.kind == DecisionKind::go, decision.sentence);
  CHECK_MESSAGE(decision.sentence.contains("no_bypass (nothing gathers its evidence)"), decision.sentence);
}

TEST_CASE("where a record does, they are asked before that alone, and other kinds have them nowhere else") {
  const auto proxy = switched(moving_plan(Kind::proxy));
  CHECK(of_removal(proxy, Step::remove_old) == kAskedLater.size());
  CHECK(of_removal(proxy, Step::retire_old) == 0);
  for (const auto kind : {Kind::address, Kind::server})
    CHECK(of_removal(switched(moving_plan(kind)), Step::retire_old) == 0);
}
