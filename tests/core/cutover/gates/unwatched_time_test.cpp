#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

Plan server_plan() { return moving_plan(Kind::server, pending_gates()); }

/// The TTL is raised while nobody looks, and lowered again.
void raise_unwatched(MovingWorld& world, double seconds) {
  world.pass_unwatched(seconds / 2);
  world.set_ttl(3600);
  world.pass_unwatched(seconds / 2);
  world.set_ttl(60);
}

double long_copies_end(const MovingWorld& world) {
  return world.last_copy_ends([](const auto& record, const dns::RrSet&, std::int64_t ttl) {
    return record.question == kMxQuestion && ttl > 60;
  });
}

}  // namespace

TEST_CASE("old_ttl_expired: in a gap the TTL that was seen before it was lowered may have been there again") {
  auto plan = server_plan();
  plan.ttl.original.reset();
  for (auto& record : plan.records) record.bounds.past.original_ttl.reset();
  MovingWorld world(plan, 3600);
  world.pass(50 * kHour);
  world.set_ttl(60);
  world.pass(2 * kHour);
  REQUIRE(world.verdict(Step::switch_over, "old_ttl_expired").kind == VerdictKind::pass);
  raise_unwatched(world, 1200);
  world.pass(360);
  const auto verdict = world.verdict(Step::switch_over, "old_ttl_expired");
  CHECK(verdict.kind == VerdictKind::wait);
  REQUIRE(verdict.until);
  CHECK(*verdict.until >= at(long_copies_end(world)));
}

TEST_CASE(
    "old_ttl_expired: while the machine was suspended nobody looked, though the clock seems to be set") {
  MovingWorld world(server_plan(), 60);
  world.pass(2 * kHour);
  REQUIRE(world.verdict(Step::switch_over, "old_ttl_expired").kind == VerdictKind::pass);
  raise_unwatched(world, 2 * kHour);
  world.see(ClockStepped{.at = at(world.now()), .by = std::chrono::hours{2}});
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired").kind == VerdictKind::no_evidence);
  world.pass(360);
  const auto verdict = world.verdict(Step::switch_over, "old_ttl_expired");
  CHECK(verdict.kind == VerdictKind::wait);
  REQUIRE(verdict.until);
  CHECK(*verdict.until >= at(long_copies_end(world)));
}
