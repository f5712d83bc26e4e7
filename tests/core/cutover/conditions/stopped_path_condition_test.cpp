#include "core/cutover/conditions/condition.hpp"
#include "tests/core/cutover/conditions/condition_worlds.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

TEST_CASE("an old path that refuses is told of while copies may lead there, and of two the one in use") {
  const auto refused = mail::MessageResult::refused;
  const auto early = with_mail(switched(), "old", refused, 360).assess();
  const auto* stopped = find(early.conditions, "path_stopped");
  CHECK_MESSAGE(stopped != nullptr, all_of(early));
  if (stopped != nullptr) CHECK(stopped->severity == Severity::warning);
  const auto late = with_mail(moved(), "old", refused, 360).assess();
  CHECK_MESSAGE(find(late.conditions, "path_stopped") == nullptr, all_of(late));

  auto world = lowered();
  world.set_mail("new", refused);
  const auto seen = with_mail(std::move(world), "old", refused, 360).assess();
  const auto* used = find(seen.conditions, "path_stopped");
  CHECK_MESSAGE(used != nullptr, all_of(seen));
  if (used == nullptr) return;
  CHECK(used->severity == Severity::critical);
  CHECK(used->evidence.starts_with("the old path refused "));
}

TEST_CASE("harm that was seen at the slow pace does not end as the switch quickens it") {
  auto world = with_mail(switched(), "new", mail::MessageResult::refused, 120);
  world.pass_unwatched(300);
  auto plan = world.plan();
  plan.round_trips.front().interval = std::chrono::minutes{5};
  plan.round_trips.front().around_switch = Seconds{60};
  const auto at_pace = [&] {
    return assess(plan, *world.snapshot().domains.at(kDomain), {}, at(world.now()));
  };
  const auto seen = at_pace();
  CHECK_MESSAGE(find(seen.conditions, "new_path_refuses") != nullptr, all_of(seen));
  world.pass_unwatched(900);
  CHECK(find(at_pace().conditions, "new_path_refuses") == nullptr);
}
