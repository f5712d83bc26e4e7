#include "core/cutover/decision.hpp"
#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

// Random histories with all evidence that can be had; the gates for which nothing gathers evidence are
// waived, so that "go" is possible at all.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr std::uint64_t kWorlds = 12;
constexpr int kEvents = 40;

const std::array kStages{kOldMx, kNewMx, kLastMx};

void act_at_random(CutoverWorld& world, Cases& cases) {
  const auto& rrset = kStages.at(static_cast<std::size_t>(cases.between(0, 2)));
  const std::array<std::int64_t, 4> ttls{30, 60, 900, 3600};
  const auto ttl = ttls.at(static_cast<std::size_t>(cases.between(0, 3)));
  switch (cases.between(0, 7)) {
    case 0: world.publish(kNs1, rrset, ttl); break;
    case 1: world.publish(kNs2, rrset, ttl); break;
    case 2: world.publish_everywhere(rrset, ttl); break;
    case 3:
      world.set_mail("new", cases.chance(50) ? std::optional(mail::MessageResult::refused) : std::nullopt);
      break;
    case 4: world.set_mail("new", mail::MessageResult::delivered); break;
    case 5: world.set_silent(cases.chance(50) ? kNs1 : kNs2, cases.chance(30)); break;
    case 6: world.pass_unwatched(static_cast<double>(cases.between(1, 4000))); break;
    default: break;
  }
  world.pass(60.0 * static_cast<double>(cases.between(1, 90)));
}

/// What must be true whenever the agent says go.
void check_go(const CutoverWorld& world, const CutoverAssessment& assessed) {
  const auto step = *assessed.decision.next;
  for (const auto& gate : assessed.gates) {
    if (gate.rule->step == step) CHECK(gate.is_open());
  }
  if (step == Step::switch_over) CHECK(world.last_long_copy_ends(world.largest_ttl()) <= world.now());
  if (step == Step::remove_old) CHECK(world.last_copy_ends(kOldMx) <= world.now());
  if (step == Step::retire_old || step == Step::done) {
    CHECK(world.last_copy_ends(kOldMx) <= world.now());
    CHECK(world.last_copy_ends(kNewMx) <= world.now());
  }
  if (step == Step::switch_over || step == Step::remove_old) CHECK(world.is_new_path_well());
}

/// Time passes until the decision is another than to wait, for a day at most.
void wait_as_told(CutoverWorld& world) {
  world.pass(300);
  for (int hour = 0; hour < 24 && world.assess().decision.kind == DecisionKind::wait; ++hour)
    world.pass(3600);
}

}  // namespace

TEST_CASE("never go while an old copy can live, mail is unaccounted for, or nobody has looked") {
  std::size_t went = 0;
  for (std::uint64_t seed = 0; seed < kWorlds; ++seed) {
    INFO("world ", seed);
    Cases cases(seed);
    CutoverWorld world(proxy_plan(pending_gates()));
    world.publish_everywhere(kOldMx, 3600);
    world.pass(120);
    for (int i = 0; i < kEvents; ++i) {
      act_at_random(world, cases);
      const auto assessed = world.assess();
      if (assessed.decision.kind == DecisionKind::done) CHECK(world.last_copy_ends(kNewMx) <= world.now());
      if (assessed.decision.kind != DecisionKind::go) continue;
      ++went;
      check_go(world, assessed);
    }
  }
  CHECK(went > kWorlds / 2);
}

TEST_CASE("in the end go, when the world is in order") {
  for (std::uint64_t seed = 0; seed < kWorlds / 2; ++seed) {
    INFO("world ", seed);
    Cases cases(seed);
    CutoverWorld world(proxy_plan(pending_gates()));
    world.publish_everywhere(kOldMx, 3600);
    world.pass(120);
    for (int i = 0; i < kEvents / 8; ++i) act_at_random(world, cases);
    world.set_silent(kNs1, false);
    world.set_silent(kNs2, false);
    world.set_mail("new", mail::MessageResult::delivered);
    world.publish_everywhere(kNewMx, 60);
    wait_as_told(world);
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.assess().decision.sentence);
    world.publish_everywhere(kLastMx, 60);
    wait_as_told(world);
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.assess().decision.sentence);
    world.publish_everywhere(kLastMx, 3600);
    world.pass(120);
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::done, world.assess().decision.sentence);
  }
}
