#include "agent/log/overdue_runs.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace std::chrono_literals;

namespace {

const std::string kRun = "round_trip/example.org/main/old";

ProbeSkipped held_up(Micros running_for, const std::string& run = kRun) {
  return {.domain = "example.org",
          .probe = "main",
          .reason = SkipReason::still_running,
          .run = run,
          .running_for = running_for};
}

ProbeRan ended(const std::string& run = kRun) {
  return {.domain = "example.org", .probe = "main", .run = run, .at = {}};
}

}  // namespace

TEST_CASE("a run that holds up the next is told at once, and once, until runs end in time again") {
  OverdueRuns overdue;
  CHECK_FALSE(overdue.line_for(ended()));
  CHECK(overdue.line_for(held_up(10s)) ==
        "round_trip/example.org/main/old: a run has lasted for 10 s and has not ended; the next is left out");
  CHECK_FALSE(overdue.line_for(held_up(20s)));
  CHECK_FALSE(overdue.line_for(ended()));  // the one that was late
  CHECK_FALSE(overdue.line_for(held_up(10s)));
  CHECK_FALSE(overdue.line_for(ended()));
  CHECK(overdue.line_for(ended()) ==
        "round_trip/example.org/main/old: runs end before the next is due again");
  CHECK_FALSE(overdue.line_for(ended()));
  CHECK(overdue.line_for(held_up(10s)));
}

TEST_CASE("each path's runs are told for themselves") {
  OverdueRuns overdue;
  CHECK(overdue.line_for(held_up(10s)));
  CHECK(overdue.line_for(held_up(10s, "round_trip/example.org/main/new")));
  CHECK_FALSE(overdue.line_for(ended("round_trip/example.org/main/new")));
  CHECK(overdue.line_for(ended("round_trip/example.org/main/new")));
  CHECK_FALSE(overdue.line_for(held_up(20s)));
}

TEST_CASE("runs left out for another reason are not overdue") {
  OverdueRuns overdue;
  for (const auto reason : {SkipReason::halted, SkipReason::not_recorded})
    CHECK_FALSE(overdue.line_for(ProbeSkipped{.domain = "example.org", .probe = "main", .reason = reason}));
}
