#include "core/cutover/conditions/lock_conditions.hpp"
#include "tests/core/cutover/lockdown/lock_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

std::optional<Severity> holds(const Plan& plan, const std::vector<Observation>& seen, std::string_view id) {
  const auto snapshot = folded(seen);
  const auto assessment = assess(plan, *snapshot.domains.at(kDomain), {}, at(kNow));
  for (const auto& condition : assessment.conditions) {
    if (condition.rule->id == id) return condition.severity;
  }
  return std::nullopt;
}

Plan quick_plan() {
  auto plan = lock_plan();
  plan.timing.old_quiet_for = Seconds{10};
  return plan;
}

}  // namespace

TEST_CASE("upstream_not_locked: once the last copy has ended, and only where a door is seen open") {
  const auto plan = quick_plan();
  const auto open = std::vector{knocked(kNow - 150, kTakes)};
  CHECK(holds(plan, together({records_moved(), open}), "upstream_not_locked") == Severity::critical);
  CHECK_FALSE(holds(plan, together({records_unmoved(), open}), "upstream_not_locked"));
  CHECK_FALSE(holds(plan, open, "upstream_not_locked"));
  CHECK_FALSE(holds(plan, records_moved(), "upstream_not_locked"));
  CHECK_FALSE(holds(plan, together({records_moved(), {knocked(kNow - 150, kHard)}}), "upstream_not_locked"));
  CHECK_FALSE(
      holds(plan, together({records_moved(), {knocked(kNow - 1000, kTakes)}}), "upstream_not_locked"));
  const Knock within{.answer = kTakes, .left_from = kNewAddress};
  CHECK_FALSE(holds(plan, together({records_moved(), {knocked(kNow - 150, within)}}), "upstream_not_locked"));
}

TEST_CASE("upstream_not_locked: silent in the time of grace, a warning while senders may still come") {
  auto plan = quick_plan();
  const auto seen = together({records_moved(), {knocked(kNow - 150, kTakes)}});
  plan.timing.old_quiet_for = std::chrono::hours{48};
  CHECK(holds(plan, seen, "upstream_not_locked") == Severity::warning);
  plan.timing.bypass_grace = std::chrono::hours{1};
  CHECK_FALSE(holds(plan, seen, "upstream_not_locked"));
}

TEST_CASE("locked_too_early: a 5xx while a copy may live; critical where it took mail from there before") {
  const auto plan = lock_plan();
  const std::vector<Observation> shut{knocked(kNow - 600, kTakes), knocked(kNow - 150, kHard)};
  CHECK(holds(plan, together({records_unmoved(), shut}), "locked_too_early") == Severity::critical);
  CHECK(holds(plan, together({records_unmoved(), {knocked(kNow - 150, kHard)}}), "locked_too_early") ==
        Severity::warning);
  CHECK_FALSE(holds(plan, together({records_moved(), shut}), "locked_too_early"));
  CHECK_FALSE(holds(plan,
                    together({records_unmoved(), {knocked(kNow - 500, kSoft), knocked(kNow - 150, kSoft)}}),
                    "locked_too_early"));
  CHECK_FALSE(holds(plan,
                    together({records_unmoved(), {knocked(kNow - 150, said(550, "5.1.1", "User unknown"))}}),
                    "locked_too_early"));
  CHECK_FALSE(holds(
      plan, together({records_unmoved(), {knocked(kNow - 150, Knock{.answer = kHard, .control = kDropped})}}),
      "locked_too_early"));
}
