#include "core/cutover/conditions/condition.hpp"
#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

/// An hour and a half after the TTL was lowered.
CutoverWorld lowered(Plan plan) {
  CutoverWorld world(std::move(plan));
  world.publish_everywhere(kOldMx, 3600);
  world.pass(kHour / 2);
  world.publish_everywhere(kOldMx, 60);
  world.pass(1.5 * kHour);
  return world;
}

/// After the switch, and the new path refuses.
CutoverWorld in_trouble(const std::vector<Maintenance>& maintenance) {
  auto plan = proxy_plan(pending_gates());
  plan.maintenance = maintenance;
  auto world = lowered(std::move(plan));
  world.publish_everywhere(kNewMx, 60);
  world.pass(600);
  world.set_mail("new", mail::MessageResult::refused);
  world.pass(120);
  return world;
}

bool is_overdue(const CutoverWorld& world) {
  return std::ranges::any_of(world.assess().conditions, [](const Condition& condition) {
    return condition.rule->id == "switch_overdue";
  });
}

Plan planned_for_now() {
  auto plan = proxy_plan(pending_gates());
  plan.planned_at = at(1.9 * kHour);
  return plan;
}

}  // namespace

TEST_CASE("planned maintenance mutes what is wrong while it lasts, and neither gates nor the decision") {
  const auto loud = in_trouble({});
  const double now = loud.now();
  const Maintenance work{at(now - 60), at(now + 60), "the rack moves"};
  const auto quiet = in_trouble({work});
  const auto told = loud.assess();
  const auto hushed = quiet.assess();
  CHECK(hushed.maintenance == work);
  CHECK_FALSE(told.maintenance);
  REQUIRE_FALSE(told.conditions.empty());
  REQUIRE(hushed.conditions.size() == told.conditions.size());
  for (std::size_t i = 0; i < told.conditions.size(); ++i) {
    CHECK_FALSE(told.conditions[i].is_muted());
    CHECK(hushed.conditions[i].muted_by == work);
    CHECK(hushed.conditions[i].sentence() ==
          told.conditions[i].sentence() + " Muted until 2026-12-01T02:13:00.000Z: the rack moves.");
  }
  CHECK(told.decision.kind == DecisionKind::roll_back);
  CHECK(hushed.decision.sentence == told.decision.sentence);
  REQUIRE(hushed.gates.size() == told.gates.size());
  for (std::size_t i = 0; i < told.gates.size(); ++i)
    CHECK(hushed.gates[i].verdict.kind == told.gates[i].verdict.kind);
}

TEST_CASE("maintenance counts from its first instant to just before its last, the longest of several") {
  const auto now = at(kHour);
  const auto of = [](const std::vector<Maintenance>& maintenance) {
    auto plan = proxy_plan(pending_gates());
    plan.maintenance = maintenance;
    return plan;
  };
  const Maintenance begins{now, now + Seconds{60}, "begins"};
  const Maintenance longer{now - Seconds{60}, now + Seconds{90}, "longer"};
  const Maintenance ends{now - Seconds{60}, now, "ends"};
  const auto one = of({ends, begins});
  REQUIRE(one.maintenance_at(now) != nullptr);
  CHECK(one.maintenance_at(now)->reason == "begins");
  const auto both = of({longer, begins});
  CHECK(both.maintenance_at(now)->reason == "longer");
  CHECK(of({ends}).maintenance_at(now) == nullptr);
  CHECK(of({}).maintenance_at(now) == nullptr);
}

TEST_CASE("a switch is overdue an hour after its time, unless it was made or nobody can see") {
  auto waiting = lowered(planned_for_now());
  CHECK_FALSE(is_overdue(waiting));
  waiting.pass(kHour);
  CHECK(is_overdue(waiting));
  auto made = lowered(planned_for_now());
  made.publish_everywhere(kNewMx, 60);
  made.pass(2 * kHour);
  CHECK_FALSE(is_overdue(made));
  auto unseen = lowered(planned_for_now());
  unseen.pass_unwatched(2 * kHour);
  CHECK_FALSE(is_overdue(unseen));
}
