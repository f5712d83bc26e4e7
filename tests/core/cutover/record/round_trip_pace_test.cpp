#include "core/cutover/record/round_trip_pace.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

/// The change is planned for 10 h after the start.
Plan planned() {
  Plan plan;
  plan.planned_at = at(10 * kHour);
  return plan;
}

Standing switched(Phase phase, double since, std::optional<double> by = {}) {
  Standing out{.phase = phase};
  out.switched_since = at(since);
  if (by) out.switched_by = at(*by);
  return out;
}

}  // namespace

TEST_CASE(
    "around the switch is an hour before it is planned, and an hour behind the first server and the last") {
  struct Row {
    const char* what;
    Plan plan;
    Standing standing;
    double now;
    bool is_around;
  };
  Standing back{.phase = Phase::lower_ttl};
  back.back_at = at(20 * kHour);
  const auto during = switched(Phase::switching, 10 * kHour);
  const auto after = switched(Phase::verify, 10 * kHour, 11 * kHour);
  const Row rows[] = {
      {"nothing is planned", {}, {}, 10 * kHour, false},
      {"more than an hour before", planned(), {}, 9 * kHour - 1, false},
      {"an hour before", planned(), {}, 9 * kHour, true},
      {"not changed yet", planned(), {}, 11 * kHour - 1, true},
      {"overdue", planned(), {}, 11 * kHour, false},
      {"servers differ", planned(), during, 11 * kHour - 1, true},
      {"servers differ, unplanned", {}, during, 10 * kHour, true},
      {"servers differ for longer than that", planned(), during, 11 * kHour, false},
      {"switched by a clock that was set back", {}, after, 9 * kHour, false},
      {"just switched", {}, after, 12 * kHour - 1, true},
      {"switched an hour ago", {}, after, 12 * kHour, false},
      {"switched before it was planned", planned(), switched(Phase::verify, 2 * kHour, 3 * kHour), 10 * kHour,
       false},
      {"just gone back", {}, back, 21 * kHour - 1, true},
      {"gone back an hour ago", {}, back, 21 * kHour, false},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(is_around_switch(row.plan, row.standing, at(row.now)) == row.is_around);
  }
}

TEST_CASE("how long around is, the timing says") {
  auto plan = planned();
  plan.timing.around_switch = Seconds{60};
  plan.timing.change_overdue = Seconds{30};
  CHECK_FALSE(is_around_switch(plan, {}, at(10 * kHour - 61)));
  CHECK(is_around_switch(plan, {}, at(10 * kHour - 60)));
  CHECK_FALSE(is_around_switch(plan, {}, at(10 * kHour + 30)));
}

TEST_CASE("the interval that the operator named holds at all times") {
  const RoundTrip named{.id = "main", .interval = Seconds{600}};
  const RoundTrip unnamed{.id = "main", .around_switch = Seconds{60}};
  CHECK(interval_in_force(planned(), named, {}, at(10 * kHour)) == Seconds{600});
  CHECK(interval_in_force(planned(), unnamed, {}, at(10 * kHour)) == Seconds{60});
  CHECK(interval_in_force(planned(), unnamed, {}, at(0)) == Seconds{300});
}

TEST_CASE("when it begins is told while it is to come") {
  CHECK(around_switch_from(planned(), {}, at(0)) == at(9 * kHour));
  CHECK_FALSE(around_switch_from(planned(), {}, at(9 * kHour)));
  CHECK_FALSE(around_switch_from({}, {}, at(0)));
  CHECK_FALSE(around_switch_from(planned(), switched(Phase::switching, kHour), at(2 * kHour)));
}
