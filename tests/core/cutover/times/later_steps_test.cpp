#include "core/cutover/times/timetable.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/identity_play.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// What is wrong now, and will be when a later step's time has come, is missing there too.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
const dns::Question kProxyA{name("in.proxy.example"), dns::RrType::a};

std::vector<std::string> missing_before(const MovingWorld& world, Step step) {
  const auto assessed = world.assess();
  const auto found = std::ranges::find(assessed.timetable, step, &StepTime::step);
  REQUIRE(found != assessed.timetable.end());
  std::vector<std::string> out;
  for (const auto& proof : found->proofs) {
    if (proof.hold_up == HoldUp::evidence) out.emplace_back(proof.gate);
  }
  return out;
}

bool is_missing(const MovingWorld& world, Step step, const std::string& gate) {
  const auto missing = missing_before(world, step);
  return std::ranges::find(missing, gate) != missing.end();
}

MovingWorld prepared(Plan plan) {
  MovingWorld world(std::move(plan));
  world.pass(600);
  return world;
}

Plan plan_without(const std::string& waiver, Kind kind) {
  auto waived = pending_gates();
  std::erase(waived, waiver);
  auto plan = moving_plan(kind, waived);
  plan.servers = moving_servers(kind);
  return plan;
}

}  // namespace

TEST_CASE("names that do not lead back are missing before the switch, while the TTL is still to be lowered") {
  auto world = prepared(plan_without("identity_ready", Kind::proxy));
  const auto& address = world.plan().server(ServerRole::new_server)->addresses.front().endpoint.address;
  world.see(IdentitySeen{.domain = kDomain,
                         .path = "new",
                         .address = address,
                         .at = at(world.now()),
                         .reverse = {},
                         .greeting = std::nullopt});
  REQUIRE(world.verdict(Step::switch_over, "identity_ready").kind == VerdictKind::fail);
  REQUIRE(world.assess().decision.next == Step::lower_ttl);
  CHECK(is_missing(world, Step::switch_over, "identity_ready"));
}

TEST_CASE("so is a new path that does not deliver, until it has mended") {
  auto world = prepared(moving_plan(Kind::proxy, pending_gates()));
  CHECK(missing_before(world, Step::switch_over).empty());
  world.set_mail("new", Fate::refused);
  world.pass(600);
  CHECK(is_missing(world, Step::switch_over, "new_path_delivers"));
  CHECK(is_missing(world, Step::retire_old, "new_path_delivers"));
  world.set_mail("new", Fate::delivered);
  world.pass(480);
  const auto wait = world.verdict(Step::switch_over, "new_path_delivers");
  REQUIRE(wait.kind == VerdictKind::wait);
  CHECK(missing_before(world, Step::switch_over).empty());
  const auto assessed = world.assess();
  const auto found = std::ranges::find(assessed.timetable, Step::switch_over, &StepTime::step);
  CHECK(found->at >= wait.until);
  CHECK(std::ranges::any_of(found->proofs,
                            [](const TimeProof& proof) { return proof.gate == "new_path_delivers"; }));
}

TEST_CASE("and a host of the MX without an address, unless a step ahead publishes that") {
  auto world = prepared(moving_plan(Kind::proxy, pending_gates()));
  world.publish(kProxyA, kAbsent, 60);
  world.pass(600);
  for (const auto step : {Step::switch_over, Step::remove_old, Step::retire_old})
    CHECK(is_missing(world, step, "mx_valid"));
  auto plan = moving_plan(Kind::proxy, pending_gates());
  auto& record = plan.records.at(1);
  record.stages.insert(record.stages.begin(), kAbsent);
  const auto ahead = prepared(plan);
  REQUIRE(ahead.verdict(Step::switch_over, "mx_valid").kind == VerdictKind::fail);
  for (const auto step : {Step::switch_over, Step::remove_old, Step::retire_old})
    CHECK_FALSE(is_missing(ahead, step, "mx_valid"));
}

TEST_CASE("where no round trip takes the new path no time proves it") {
  auto plan = moving_plan(Kind::proxy, pending_gates());
  for (auto& trip : plan.round_trips) trip.paths = {Path::old_path};
  const auto world = prepared(plan);
  CHECK(is_missing(world, Step::remove_old, "new_path_verified"));
  CHECK_FALSE(
      is_missing(prepared(moving_plan(Kind::proxy, pending_gates())), Step::remove_old, "new_path_verified"));
}

TEST_CASE("what a waived gate would wait for holds no later step up") {
  auto waived = pending_gates();
  waived.emplace_back("new_path_verified");
  const auto world = prepared(moving_plan(Kind::proxy, waived));
  const auto assessed = world.assess();
  const auto found = std::ranges::find(assessed.timetable, Step::remove_old, &StepTime::step);
  CHECK(std::ranges::none_of(found->proofs,
                             [](const TimeProof& proof) { return proof.gate == "new_path_verified"; }));
  REQUIRE(found->at);
  CHECK(*found->at < at(world.now() + 2 * kHour));
}

TEST_CASE("a proxy in one step is retired no earlier than mail by it is proven and the copies have ended") {
  auto plan = moving_plan(Kind::proxy, pending_gates());
  plan.timing.verify_for = std::chrono::hours{12};
  std::erase_if(plan.records.front().stages, [](const dns::RrSet& stage) { return stage == kNewMx; });
  const auto world = prepared(plan);
  const auto assessed = world.assess();
  const auto found = std::ranges::find(assessed.timetable, Step::retire_old, &StepTime::step);
  REQUIRE(found != assessed.timetable.end());
  for (const auto* gate : {"previous_stage_expired", "new_path_verified", "old_host_expired"}) {
    CHECK_MESSAGE(std::ranges::count(found->proofs, gate, &TimeProof::gate) == 1, gate);
  }
  const auto switched = std::ranges::find(assessed.timetable, Step::switch_over, &StepTime::step)->at;
  REQUIRE(switched);
  CHECK(found->at >= *switched + plan.timing.verify_after + plan.timing.verify_for);
  const auto in_two = prepared(moving_plan(Kind::proxy, pending_gates())).assess();
  const auto retired = std::ranges::find(in_two.timetable, Step::retire_old, &StepTime::step);
  CHECK(std::ranges::count(retired->proofs, "new_path_verified", &TimeProof::gate) == 0);
}
