#include "core/cutover/gates/left_out.hpp"

#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

// What passes without those that the operator accepts says so: "every name server" and "2 of 2 resolvers" are
// not all there are.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

MovingWorld ready(Plan plan) {
  MovingWorld world(std::move(plan), 60);
  world.pass(2 * kHour);
  return world;
}

Plan accepting_server() {
  auto plan = moving_plan(Kind::server, pending_gates());
  for (auto& record : plan.records) record.bounds.accepted = {kNs2.name};
  plan.accepted = {{kNs2.name, "dead"}};
  return plan;
}

Plan accepting_resolver() {
  auto plan = moving_plan(Kind::server, pending_gates());
  plan.accepted = {{"quad9", "our own cache"}};
  return plan;
}

std::string passed(const MovingWorld& world, Step step, std::string_view id) {
  const auto verdict = world.verdict(step, id);
  CHECK_MESSAGE(verdict.kind == VerdictKind::pass, std::string(id), ": ", verdict.evidence);
  return verdict.evidence;
}

}  // namespace

TEST_CASE("what every name server publishes is told without those that are accepted, which are named") {
  auto world = ready(accepting_server());
  CHECK(passed(world, Step::switch_over, "on_plan") ==
        "every name server publishes a stage of the plan of every record, without ns2.example.org. "
        "(accepted)");
  CHECK(passed(world, Step::lower_ttl, "authorities_agree") ==
        "1 name server address publishes 10 mail.example.org. for example.org. MX, without ns2.example.org. "
        "(accepted)");
  CHECK(passed(world, Step::switch_over, "mx_valid").ends_with(", without ns2.example.org. (accepted)"));
  for (const auto step : {Step::switch_over, Step::retire_old}) world.take(step, 60);
  world.pass(600);
  CHECK(passed(world, Step::done, "old_record_gone")
            .ends_with(" everywhere, without ns2.example.org. (accepted)"));
}

TEST_CASE("an accepted name server that no record has is not named: nothing was left out") {
  auto plan = moving_plan(Kind::server, pending_gates());
  for (auto& record : plan.records) record.bounds.accepted = {kNs3.name};
  const auto world = ready(plan);
  CHECK(passed(world, Step::switch_over, "on_plan") ==
        "every name server publishes a stage of the plan of every record");
}

TEST_CASE("what resolvers hold is counted without those that are accepted, which are named") {
  auto world = ready(accepting_resolver());
  CHECK(passed(world, Step::switch_over, "new_names_resolve").ends_with(", without quad9 (accepted)"));
  world.take(Step::switch_over, 60);
  world.pass(600);
  CHECK(passed(world, Step::retire_old, "no_live_copies") ==
        "1 of 1 resolvers hold example.org. MX as published, without quad9 (accepted)");
}

TEST_CASE("where nobody but the accepted one answers there is no evidence, and it is named") {
  auto world = ready(accepting_resolver());
  world.take(Step::switch_over, 60);
  world.pass(600);
  world.set_manner("google", Manner::silent);
  world.pass(kHour);
  const auto verdict = world.verdict(Step::retire_old, "no_live_copies");
  CHECK(verdict.kind == VerdictKind::no_evidence);
  CHECK_MESSAGE(verdict.evidence.ends_with(" lately, without quad9 (accepted)"), verdict.evidence);
}
