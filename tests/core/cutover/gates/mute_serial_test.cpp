#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

/// DNS services that edit records and leave the serial of the zone as it is.
class MuteSerialWorld : public MovingWorld {
 public:
  using MovingWorld::MovingWorld;

  void look(std::int64_t ttl) {
    look_for_servers();
    for (const auto& record : plan().records) {
      for (const auto& server : servers())
        see(AuthorityAnswered{.domain = kDomain,
                              .record = record.question,
                              .server = server,
                              .serial = 1U,
                              .sighting = sighting(now(), authoritative(record.stages.front(), ttl)),
                              .interval = record.interval});
    }
  }

  void pass_showing(std::int64_t ttl, double seconds) {
    for (const double end = now() + seconds; now() < end; pass_unwatched(kLookEvery)) look(ttl);
  }
};

Plan server_plan() { return moving_plan(Kind::server, pending_gates()); }

}  // namespace

TEST_CASE("old_ttl_expired: a TTL that is lowered under the same serial passes once long copies have ended") {
  MuteSerialWorld world(server_plan(), 3600);
  world.pass(kHour);
  const double lowered = world.now();
  world.pass_showing(60, 300);
  CHECK(world.verdict(Step::switch_over, "old_ttl_expired").kind == VerdictKind::wait);
  bool has_passed = false;
  for (int i = 0; i < 60; ++i) {
    world.pass_showing(60, kLookEvery);
    const auto verdict = world.verdict(Step::switch_over, "old_ttl_expired");
    if (world.now() < lowered + kHour) CHECK(verdict.kind == VerdictKind::wait);
    has_passed = verdict.kind == VerdictKind::pass;
  }
  CHECK(has_passed);
}

TEST_CASE(
    "old_ttl_expired: a serial that was seen to stay does not say that nothing changed while nobody looked") {
  MuteSerialWorld world(server_plan(), 3600);
  world.pass(kHour);
  world.pass_showing(60, 2 * kHour);
  REQUIRE(world.verdict(Step::switch_over, "old_ttl_expired").kind == VerdictKind::pass);
  world.pass_unwatched(1200);  // 3600 again, and back
  world.look(60);
  const auto verdict = world.verdict(Step::switch_over, "old_ttl_expired");
  CHECK(verdict.kind == VerdictKind::wait);
  REQUIRE(verdict.until);
  CHECK(*verdict.until >= at(world.now() + kHour));
}
