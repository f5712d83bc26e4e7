#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// A name server that joins after the TTL was lowered, as the operator says, may have come with the high one.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
const auto kMoved = mx({"10 new.example.org"});

/// The TTL was lowered two hours before the first look.
Plan told_plan() {
  auto plan = moving_plan(Kind::server, pending_gates());
  std::erase_if(plan.records, [](const WatchedRecord& record) { return record.question == kMailA; });
  plan.ttl.lowered_at = at(-2 * kHour);
  for (auto& record : plan.records) record.bounds.past.lowered_at = plan.ttl.lowered_at;
  return plan;
}

/// It has the old MX with the high TTL, and is not heard. No watched resolver asks it.
void join_unheard(MovingWorld& world) {
  world.set_manner("quad9", Manner::silent);
  world.join(kNs3, false);
  world.publish(kNs3, kMxQuestion, kOldMx, 3600);
  world.set_silent(kNs3, true);
  world.pass(600);
  world.set_silent(kNs3, false);
}

double last_old(const MovingWorld& world) {
  return world.last_copy_ends([](const auto& record, const dns::RrSet& rrset, std::int64_t ttl) {
    return record.question == kMxQuestion && rrset == kOldMx && ttl > 60;
  });
}

}  // namespace

TEST_CASE("ttl_lowered_at tells nothing of a name server that joined later: copies of its old MX may live") {
  MovingWorld world(told_plan(), 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(1200);
  join_unheard(world);
  world.publish(kNs3, kMxQuestion, kMoved, 60);
  world.pass(360);
  const auto verdict = world.verdict(Step::retire_old, "old_host_expired");
  CHECK_MESSAGE(verdict.kind == VerdictKind::wait, verdict.evidence);
  REQUIRE(verdict.until);
  CHECK(*verdict.until >= at(last_old(world)));
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  world.pass(2 * kHour);
  CHECK(world.verdict(Step::retire_old, "old_host_expired").kind == VerdictKind::pass);
}

TEST_CASE("nor, before the switch, of its copies with the high TTL") {
  MovingWorld world(told_plan(), 60);
  world.pass(2 * kHour);
  REQUIRE(world.assess().decision.kind == DecisionKind::go);
  join_unheard(world);
  world.publish(kNs3, kMxQuestion, kOldMx, 60);
  world.pass(120);
  const auto verdict = world.verdict(Step::switch_over, "old_ttl_expired");
  CHECK_MESSAGE(verdict.kind == VerdictKind::wait, verdict.evidence);
  REQUIRE(verdict.until);
  CHECK(*verdict.until >= at(last_old(world)));
}

TEST_CASE("of those that were heard with the first looks it is believed") {
  MovingWorld world(told_plan(), 60);
  world.set_silent(kNs2, true);
  world.pass(120);
  world.set_silent(kNs2, false);
  world.pass(480);
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired").kind == VerdictKind::pass);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}
