#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// How long caches keep the absence of a record is asked apart from how long they keep a record: not everybody
// can change the former.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

dns::RrSet a(const std::string& text) { return dns::RrSet::parse(dns::RrType::a, {text}).value(); }

/// An address moves, and one of the other family comes that was not there.
Plan plan_waiving(const std::vector<std::string>& gates) {
  auto waived = pending_gates();
  waived.insert(waived.end(), gates.begin(), gates.end());
  auto plan = moving_plan(Kind::address, waived);
  plan.ttl.original.reset();
  for (auto& record : plan.records) record.bounds.past.original_ttl.reset();
  return plan;
}

Verdict absence(const MovingWorld& world) { return world.verdict(Step::switch_over, "absence_expired"); }
Verdict high_ttl(const MovingWorld& world) { return world.verdict(Step::switch_over, "old_ttl_expired"); }

}  // namespace

TEST_CASE("who cannot change the SOA waives the absence, and waits for the record that is there") {
  MovingWorld world(plan_waiving({"absence_expired"}));
  world.pass(2 * kHour);
  CHECK(world.assess().decision.next == Step::lower_ttl);
  world.publish(kMailA, a("192.0.2.10"), 60);
  world.pass(kLookEvery);
  CHECK_MESSAGE(high_ttl(world).kind == VerdictKind::wait, high_ttl(world).evidence);
  CHECK_MESSAGE(high_ttl(world).evidence.contains("mail.example.org. A "), high_ttl(world).evidence);
  CHECK_MESSAGE(world.assess().decision.next == Step::switch_over, world.sentence());
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  const auto assessed = world.assess();
  CHECK(world.gate(assessed, Step::switch_over, "absence_expired").waiver != nullptr);
  world.pass(50 * kHour);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  CHECK_MESSAGE(world.sentence().contains("absence_expired"), world.sentence());
}

TEST_CASE("who waives the high TTL of what is there does not waive the absence") {
  MovingWorld world(plan_waiving({"old_ttl_expired"}));
  world.publish(kMailA, a("192.0.2.10"), 60);
  world.pass(50 * kHour);
  CHECK_MESSAGE(absence(world).kind == VerdictKind::fail, absence(world).evidence);
  CHECK_MESSAGE(absence(world).evidence.contains("mail.example.org. AAAA is absent"),
                absence(world).evidence);
  CHECK_MESSAGE(world.assess().decision.next == Step::lower_ttl, world.sentence());
}

TEST_CASE("an absence that caches keep for less is waited for as long as they have kept it") {
  MovingWorld world(plan_waiving({}));
  world.publish(kMailA, a("192.0.2.10"), 60);
  world.pass(49 * kHour);
  CHECK(high_ttl(world).kind == VerdictKind::pass);
  CHECK(absence(world).kind == VerdictKind::fail);
  world.publish(kMailAaaa, kAbsent, 60);
  world.pass(600);
  CHECK_MESSAGE(absence(world).kind == VerdictKind::wait, absence(world).evidence);
  CHECK(high_ttl(world).kind == VerdictKind::pass);
  world.pass(kHour);
  CHECK_MESSAGE(absence(world).kind == VerdictKind::pass, absence(world).evidence);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("where nothing is absent, or nothing is there, the gate that has no record passes and says so") {
  MovingWorld there(moving_plan(Kind::proxy, pending_gates()));
  there.pass(600);
  CHECK(absence(there) == pass("no record that the switch changes is absent before it"));
  auto plan = plan_waiving({});
  std::erase_if(plan.records, [](const WatchedRecord& record) { return record.question == kMailA; });
  MovingWorld not_there(plan, 60);
  not_there.pass(600);
  CHECK(high_ttl(not_there) == pass("no record that the switch changes is there before it"));
  CHECK(absence(not_there).kind == VerdictKind::wait);
}

TEST_CASE("a TTL that cannot be changed is no reason to wait for an absence either") {
  auto plan = plan_waiving({});
  plan.ttl.is_fixed = true;
  MovingWorld world(plan);
  world.pass(600);
  CHECK_MESSAGE(absence(world).kind == VerdictKind::pass, absence(world).evidence);
}

TEST_CASE("the times say for each gate what it waits for, and nothing of one that is waived") {
  const auto proofs_of = [](const MovingWorld& world, std::string_view gate) {
    const auto assessed = world.assess();
    const auto found = std::ranges::find(assessed.timetable, Step::switch_over, &StepTime::step);
    auto proofs = found->proofs;
    std::erase_if(proofs, [&](const TimeProof& proof) { return proof.gate != gate; });
    return proofs;
  };
  MovingWorld world(plan_waiving({}));
  world.pass(600);
  REQUIRE(world.assess().decision.next == Step::lower_ttl);
  CHECK(proofs_of(world, "old_ttl_expired").size() == 1);
  REQUIRE(proofs_of(world, "absence_expired").size() == 1);
  CHECK(proofs_of(world, "absence_expired").front().text.contains("AAAA"));
  MovingWorld waiving(plan_waiving({"absence_expired"}));
  waiving.pass(600);
  CHECK(proofs_of(waiving, "absence_expired").empty());
  waiving.publish(kMailA, a("192.0.2.10"), 60);
  waiving.pass(600);
  REQUIRE(waiving.assess().decision.next == Step::switch_over);
  CHECK(proofs_of(waiving, "old_ttl_expired").front().hold_up == HoldUp::time);
  REQUIRE(proofs_of(waiving, "absence_expired").size() == 1);
  CHECK(proofs_of(waiving, "absence_expired").front().hold_up == HoldUp::none);
}
