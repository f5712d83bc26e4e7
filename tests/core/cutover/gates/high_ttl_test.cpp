#include "core/cutover/conditions/condition.hpp"
#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

// The switch is not told to be safe while the TTL that is published is not a low one.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
constexpr std::int64_t kDay = 86'400;
constexpr double kLoweredAt = -30 * kHour;

/// The operator says that the TTL was a day, and has been lowered.
Plan told_plan(Kind kind = Kind::server) {
  auto plan = moving_plan(kind, pending_gates());
  plan.ttl = {.original = Seconds{kDay}, .lowered_at = at(kLoweredAt)};
  for (auto& record : plan.records)
    record.bounds.past = {.original_ttl = plan.ttl.original, .lowered_at = plan.ttl.lowered_at};
  return plan;
}

/// What it says and why, and that there is no go.
void check_high(const MovingWorld& world, std::string_view why) {
  const auto assessed = world.assess();
  const auto& gate = world.gate(assessed, Step::switch_over, "old_ttl_expired");
  INFO(gate.verdict.evidence);
  CHECK(gate.verdict.kind == VerdictKind::fail);
  CHECK(gate.verdict.evidence.contains(why));
  CHECK(assessed.decision.next == Step::lower_ttl);
  CHECK_MESSAGE(std::ranges::all_of(assessed.decision.publish,
                                    [](const std::string& line) { return line.contains(" 300 IN "); }),
                fmt::format("{}", assessed.decision.sentence));
}

bool holds(const MovingWorld& world, std::string_view condition) {
  const auto conditions = world.assess().conditions;
  return std::ranges::any_of(conditions, [&](const auto& each) { return each.rule->id == condition; });
}

}  // namespace

TEST_CASE("a TTL that is said to be lowered and is not is no low one, however long ago it was said") {
  MovingWorld world(told_plan(), kDay);
  world.pass(600);
  check_high(world, "no lower one has been published");
  CHECK(world.assess().phase == Phase::prepare);
  world.pass_unwatched(25 * kHour);
  world.pass(600);
  check_high(world, "no lower one has been published");
  world.take(Step::switch_over, kDay);
  world.pass(600);
  CHECK(holds(world, "switched_too_early"));
}

TEST_CASE("a TTL that is said to be lowered, and is, is low, and the phase says so") {
  MovingWorld world(told_plan(), 300);
  world.pass(600);
  CHECK(world.assess().phase == Phase::lower_ttl);
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired").kind == VerdictKind::pass);
  CHECK(world.assess().decision.kind == DecisionKind::go);
}

TEST_CASE("a TTL that was low and is raised again before the switch is to be lowered again") {
  for (const bool is_everywhere : {true, false}) {
    MovingWorld world(told_plan(), 300);
    world.pass(2 * kHour);
    REQUIRE(world.assess().decision.kind == DecisionKind::go);
    if (is_everywhere) {
      world.set_ttl(kDay);
    } else {
      world.publish(kNs2, kMxQuestion, kOldMx, kDay);
    }
    world.pass(600);
    check_high(world, "it was 300 s");
    CHECK(holds(world, "ttl_raised_early"));
    world.pass_unwatched(25 * kHour);
    world.pass(600);
    check_high(world, "it was 300 s");
    world.set_ttl(300);
    world.pass(600);
    CHECK(world.verdict(Step::switch_over, "old_ttl_expired").kind == VerdictKind::wait);
    world.pass_unwatched(25 * kHour);
    world.pass(600);
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  }
}

TEST_CASE("a TTL just below the one from before is not taken for the lower one that it follows") {
  MovingWorld world(moving_plan(Kind::server, pending_gates()));
  world.pass(600);
  world.set_ttl(300);
  world.pass(2 * kHour);
  REQUIRE(world.assess().decision.kind == DecisionKind::go);
  world.set_ttl(3599);
  world.pass(600);
  check_high(world, "it was 300 s");
  CHECK(holds(world, "ttl_raised_early"));
}

TEST_CASE("one that was lowered, if not to what needs no lowering, counts as lowered") {
  MovingWorld world(moving_plan(Kind::server, pending_gates()));
  world.pass(600);
  world.set_ttl(900);
  world.pass(600);
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired").kind == VerdictKind::wait);
  world.pass(kHour);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  CHECK_FALSE(holds(world, "ttl_raised_early"));
}

TEST_CASE("a resolver that shows a longer TTL does not make the one that is published a lowered one") {
  auto plan = moving_plan(Kind::server, pending_gates());
  plan.ttl.original.reset();
  for (auto& record : plan.records) record.bounds.past.original_ttl.reset();
  MovingWorld world(plan);
  world.pass(600);
  world.see(ResolverAnswered{.domain = kDomain,
                             .record = kMxQuestion,
                             .resolver = "google",
                             .sighting = sighting(world.now(), answer(kOldMx, 7200))});
  world.pass(120);
  check_high(world, "no lower one has been published");
}

TEST_CASE("the TTL of a cutover that is over does not make the next one's a raised one") {
  auto first = moving_plan(Kind::server, pending_gates());
  first.records.front().stages = {mx({"10 first.example.org"}), kOldMx};
  MovingWorld world(first, 60);
  world.pass(600);
  world.publish(kMxQuestion, kOldMx, 60);
  world.pass(600);
  world.publish(kMxQuestion, kOldMx, 3600);
  world.pass(600);
  const auto next = moving_plan(Kind::server, pending_gates());
  const auto is_raised = [&] {
    const auto assessed = assess(next, world.state(), {}, at(world.now()));
    return std::ranges::any_of(assessed.conditions,
                               [](const auto& each) { return each.rule->id == "ttl_raised_early"; });
  };
  CHECK(is_raised());
  const NotedRecord noted{.rrset = kOldMx, .ttl = Seconds{3600}, .at = at(world.now())};
  world.see(RecordNoted{.domain = kDomain, .record = kMxQuestion, .noted = noted});
  CHECK_FALSE(is_raised());
}

TEST_CASE("a TTL that is raised again before the record could be noted is a raised one") {
  auto plan = moving_plan(Kind::server, pending_gates());
  std::erase_if(plan.records, [](const WatchedRecord& record) { return record.question == kMailA; });
  plan.ttl.original.reset();
  for (auto& record : plan.records) record.bounds.past.original_ttl.reset();
  MovingWorld world(plan);
  world.set_silent(kNs2, true);
  world.pass(600);
  world.set_ttl(60);
  world.pass(1200);
  SUBCASE("as it was") {}
  SUBCASE("though the switch was made and taken back in between") {
    world.take(kNs1, Step::switch_over, 60);
    world.pass(600);
    world.take(kNs1, Step::lower_ttl, 60);
    world.pass(600);
  }
  world.set_ttl(3599);
  world.pass(kHour);
  world.set_silent(kNs2, false);
  world.set_ttl(3599);
  world.pass(50 * kHour);
  check_high(world, "it was 60 s");
  CHECK(holds(world, "ttl_raised_early"));
}

TEST_CASE("while nobody looked the TTL may have been what it was before the cutover") {
  MovingWorld world(moving_plan(Kind::server, pending_gates()));
  world.pass(kHour);
  world.set_ttl(60);
  world.pass(2 * kHour);
  REQUIRE(world.assess().decision.kind == DecisionKind::go);
  world.set_ttl(3600);
  world.pass_unwatched(1200);
  world.set_ttl(60);
  const double lowered = world.now();
  world.pass(kLookEvery);
  const auto verdict = world.verdict(Step::switch_over, "old_ttl_expired");
  CHECK_MESSAGE(verdict.kind == VerdictKind::wait, verdict.evidence);
  CHECK(verdict.until >= at(lowered + 3600));
  CHECK(verdict.until <= at(lowered + 3600 + 60));
  const auto assessed = world.assess();
  const auto step = std::ranges::find(assessed.timetable, Step::switch_over, &StepTime::step);
  CHECK(std::ranges::any_of(step->proofs, [](const TimeProof& proof) {
    return proof.text.contains("nobody knows what") && proof.text.contains("+ 3600 s TTL");
  }));
  world.pass(kHour);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}
