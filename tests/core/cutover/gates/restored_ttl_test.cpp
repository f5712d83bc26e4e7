#include "core/cutover/decision/decision.hpp"
#include "core/cutover/record/original_ttl.hpp"
#include "core/cutover/record/zone_lines.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// Which TTL a record is to have again in the end, where the agent came after it had been lowered.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
constexpr std::int64_t kDay = 86'400;

Plan plan_with(std::optional<Seconds> original, std::optional<WallTime> lowered_at = std::nullopt) {
  auto plan = moving_plan(Kind::server, pending_gates());
  std::erase_if(plan.records, [](const WatchedRecord& record) { return record.question == kMailA; });
  plan.ttl = {.original = original, .lowered_at = lowered_at};
  for (auto& record : plan.records) record.bounds.past = {.original_ttl = original, .lowered_at = lowered_at};
  return plan;
}

/// Found with that TTL, switched with it, and the old copies have ended.
MovingWorld switched(Plan plan, std::int64_t ttl) {
  MovingWorld world(std::move(plan), ttl);
  world.pass(25 * kHour);
  world.take(Step::switch_over, ttl);
  world.pass(26 * kHour);
  return world;
}

Verdict restored(const MovingWorld& world) { return world.verdict(Step::done, "ttl_restored"); }

}  // namespace

TEST_CASE("a TTL that was lowered before anybody looked is not the one to go back to") {
  auto world = switched(plan_with(Seconds{kDay}), 600);
  const auto verdict = restored(world);
  CHECK_MESSAGE(verdict.kind == VerdictKind::fail, verdict.evidence);
  CHECK_MESSAGE(verdict.evidence.contains("TTL of 600 s"), verdict.evidence);
  CHECK_MESSAGE(verdict.evidence.contains("86400 s"), verdict.evidence);
  CHECK_MESSAGE(verdict.evidence.contains("original_ttl"), verdict.evidence);
  CHECK_MESSAGE(world.assess().decision.kind != DecisionKind::done, world.sentence());
  const auto lines = lines_to_publish(world.plan(), world.state(), Step::done);
  CHECK(std::ranges::all_of(lines, [](const std::string& line) { return line.contains(" 86400 IN "); }));
  world.set_ttl(kDay);
  world.pass(600);
  CHECK_MESSAGE(restored(world).kind == VerdictKind::pass, restored(world).evidence);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::done, world.sentence());
}

TEST_CASE("unless original_ttl says that it is") {
  const auto world = switched(plan_with(Seconds{600}), 600);
  CHECK_MESSAGE(restored(world).kind == VerdictKind::pass, restored(world).evidence);
}

TEST_CASE("nor is one that had been raised after it was lowered, though it was noted then") {
  auto plan = plan_with(Seconds{kDay});
  MovingWorld world(plan, 60);
  world.set_silent(kNs2, true);
  world.pass(600);
  world.set_ttl(600);
  world.set_silent(kNs2, false);
  world.pass(600);
  const auto& record = plan.records.front();
  CHECK(original_ttl(record, *world.state().records.at(record.question), Seconds{300}) == Seconds{kDay});
}

TEST_CASE("one that was seen before it was lowered is the record's own, whatever is said of all") {
  MovingWorld world(plan_with(Seconds{kDay}), 600);
  world.pass(600);
  world.set_ttl(60);
  world.pass(25 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(kHour);
  CHECK_MESSAGE(restored(world).evidence.contains("it was 600 s"), restored(world).evidence);
  world.set_ttl(600);
  world.pass(kHour);
  CHECK_MESSAGE(restored(world).kind == VerdictKind::pass, restored(world).evidence);
}

TEST_CASE("where it is said that the TTL was lowered and not from what, the gate asks for that") {
  MovingWorld world(plan_with(std::nullopt, at(-kHour)), 600);
  world.pass(50 * kHour);
  const auto verdict = world.verdict(Step::switch_over, "old_ttl_expired");
  CHECK(verdict.kind == VerdictKind::fail);
  CHECK_MESSAGE(verdict.evidence.contains("say original_ttl"), verdict.evidence);
  CHECK_MESSAGE(verdict.evidence.contains("600 s"), verdict.evidence);
}
