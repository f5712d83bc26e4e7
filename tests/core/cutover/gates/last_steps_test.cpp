#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// From the switch to the end, for the kinds whose old server is switched off.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

MovingWorld switched(Plan plan) {
  MovingWorld world(std::move(plan), 300);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 300);
  world.pass(600);
  return world;
}

Plan plan_of(Kind kind) { return moving_plan(kind, pending_gates()); }

/// The record of the old host itself stays.
Plan server_plan() {
  auto plan = plan_of(Kind::server);
  std::erase_if(plan.records, [](const WatchedRecord& record) { return record.question == kMailA; });
  return plan;
}

}  // namespace

TEST_CASE("the old server's own name goes when it is retired, and the end waits for the last copy of it") {
  auto world = switched(plan_of(Kind::server));
  auto decision = world.assess().decision;
  CHECK(decision.next == Step::retire_old);
  CHECK_MESSAGE(decision.kind == DecisionKind::go, decision.sentence);
  CHECK(decision.publish == std::vector<std::string>{"; remove mail.example.org. A"});
  world.publish(kMailA, kAbsent, 300);
  world.pass(120);
  CHECK(world.assess().phase == Phase::finish);
  CHECK(world.assess().decision.next == Step::done);
  CHECK(world.assess().decision.kind == DecisionKind::wait);
  CHECK_MESSAGE(world.sentence().contains("old_host_expired"), world.sentence());
  world.pass(600);
  CHECK_MESSAGE(world.sentence().starts_with("Go: restore the TTL now."), world.sentence());
}

TEST_CASE("a TTL that is restored too soon hides no name of the old server that is still to go") {
  auto world = switched(plan_of(Kind::server));
  world.set_ttl(3600);
  world.pass(1200);
  const auto decision = world.assess().decision;
  CHECK(decision.next == Step::retire_old);
  CHECK_MESSAGE(decision.kind == DecisionKind::go, decision.sentence);
  CHECK(decision.publish == std::vector<std::string>{"; remove mail.example.org. A"});
  world.publish(kMailA, kAbsent, 3600);
  world.pass(1.5 * kHour);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::done, world.sentence());
}

TEST_CASE("while other copies still lead to the old server it is not to be retired") {
  auto world = switched(plan_of(Kind::server));
  world.publish(kNs1, kMxQuestion, kOldMx, 300);
  world.pass(120);
  world.publish(kNs1, kMxQuestion, mx({"10 new.example.org"}), 300);
  world.pass(120);
  CHECK(world.assess().decision.kind == DecisionKind::wait);
  CHECK_MESSAGE(world.sentence().contains("old_host_expired"), world.sentence());
}

TEST_CASE("the old server is not to be retired while mail by the new path is missing") {
  for (const auto kind : {Kind::address, Kind::server}) {
    auto world = switched(kind == Kind::server ? server_plan() : plan_of(kind));
    REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
    world.set_mail("new", Fate::missing);
    world.pass(480);
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  }
}

TEST_CASE("where no TTL is to be restored the end still says that the old server may go") {
  auto plan = server_plan();
  plan.ttl.is_fixed = true;
  auto world = switched(plan);
  world.pass(2 * kHour);
  CHECK(world.assess().decision.kind == DecisionKind::done);
  CHECK_MESSAGE(world.sentence().contains("old server"), world.sentence());
}

TEST_CASE("who does not want the TTL back comes to an end all the same") {
  auto plan = server_plan();
  plan.waived.push_back({"ttl_restored", "it stays low"});
  auto world = switched(plan);
  world.pass(2 * kHour);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::done, world.sentence());
}

TEST_CASE("an absent record has no TTL to restore, and none to lower") {
  auto plan = plan_of(Kind::server);
  for (auto& record : plan.records) {
    if (record.question == kMailA) record.steps = {Step::switch_over};
  }
  auto world = switched(plan);
  world.pass(600);
  for (const auto& record : plan.records) {
    if (record.stages.size() > 1 && record.question != kMailA)
      world.publish(record.question, record.stages.back(), 3600);
  }
  world.pass(600);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::done, world.sentence());
}

TEST_CASE("a record that is absent at first does not hide that the TTL of another was never lowered") {
  MovingWorld world(plan_of(Kind::address));
  world.publish(kMailAaaa, kAbsent, 300);
  world.pass(600);
  CHECK(world.assess().phase == Phase::prepare);
  CHECK(world.assess().decision.next == Step::lower_ttl);
  CHECK(world.assess().decision.publish == std::vector<std::string>{"mail.example.org. 300 IN A 192.0.2.10"});
}

TEST_CASE("an old server that stays as a fallback first is not taken out without its gates, in any kind") {
  auto plan = server_plan();
  auto& mx_record = plan.records.front();
  mx_record.stages = {kOldMx, mx({"10 new.example.org", "20 mail.example.org"}), mx({"10 new.example.org"})};
  mx_record.steps = {Step::switch_over, Step::remove_old};
  auto world = switched(plan);
  CHECK(world.assess().decision.next == Step::remove_old);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  world.pass(2 * kHour);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("of three stages the first change is the switch and the later one the removal, in any kind") {
  const auto address = [](const std::vector<std::string>& data) {
    return dns::RrSet::parse(dns::RrType::a, data).value();
  };
  for (const auto kind : {Kind::address, Kind::server}) {
    auto plan = kind == Kind::server ? server_plan() : plan_of(kind);
    const auto place = std::ranges::find(plan.records, kind == Kind::server ? kMxQuestion : kMailA,
                                         &WatchedRecord::question);
    place->stages = kind == Kind::server
                        ? dns::Stages{kOldMx, mx({"10 new.example.org", "20 mail.example.org"}),
                                      mx({"10 new.example.org"})}
                        : dns::Stages{address({"192.0.2.10"}), address({"192.0.2.10", "198.51.100.9"}),
                                      address({"198.51.100.9"})};
    const auto record = *place;
    MovingWorld world(plan, 300);
    world.pass(2 * kHour);
    auto decision = world.assess().decision;
    REQUIRE_MESSAGE(decision.next == Step::switch_over, decision.sentence);
    CHECK(std::ranges::count_if(decision.publish, [&](const std::string& line) {
            return line.starts_with(record.question.name.text()) && !line.contains("AAAA");
          }) == 2);
    for (const auto& each : plan.records) {
      if (each.stages.size() > 1 && each.question != kMailA)
        world.publish(each.question, each.stages.at(1), 300);
    }
    world.publish(record.question, record.stages.at(1), 300);
    world.pass(300);
    CHECK(world.assess().phase == Phase::verify);
    CHECK(world.assess().decision.next == Step::remove_old);
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
    world.set_mail("new", Fate::refused);
    world.pass(360);
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::roll_back, world.sentence());
  }
}

TEST_CASE("a step that has reached some name servers is not told to be one that must not be taken yet") {
  MovingWorld world(plan_of(Kind::proxy), 300);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 300);
  world.pass(2 * kHour);
  REQUIRE(world.assess().decision.kind == DecisionKind::go);
  world.take(kNs1, Step::remove_old, 300);
  world.pass(240);
  const auto decision = world.assess().decision;
  CHECK(decision.kind == DecisionKind::wait);
  CHECK(decision.next == Step::remove_old);
  CHECK_MESSAGE(decision.sentence.contains("bring all name servers to the same"), decision.sentence);
  CHECK(decision.publish == std::vector<std::string>{"example.org. 300 IN MX 5 in.proxy.example."});
}

TEST_CASE("once the old server is locked the TTL is to be restored, which does not wait for itself") {
  MovingWorld world(plan_of(Kind::proxy), 300);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 300);
  world.pass(2 * kHour);
  world.take(Step::remove_old, 300);
  world.pass(900);
  auto assessed = world.assess();
  for (auto& gate : assessed.gates) {
    if (gate.rule->id == "lock_in_place") gate.verdict = pass("it refuses all but the proxy");
  }
  const auto& state = world.state();
  const Evidence evidence{.plan = world.plan(),
                          .state = state,
                          .records = {},
                          .standing = assessed.standing,
                          .now = at(world.now())};
  const auto decision = decide(evidence, assessed.gates);
  CHECK_MESSAGE(decision.kind == DecisionKind::go, decision.sentence);
  CHECK(decision.next == Step::done);
  CHECK(decision.publish == std::vector<std::string>{"example.org. 3600 IN MX 5 in.proxy.example."});
}

TEST_CASE("a resolver that is accepted does not hold up the switch") {
  auto plan = plan_of(Kind::server);
  plan.accepted = {{"google", "filters"}};
  MovingWorld world(plan, 60);
  world.pass(2 * kHour);
  world.see(ResolverAnswered{.domain = kDomain,
                             .record = {name("new.example.org"), dns::RrType::a},
                             .resolver = "google",
                             .sighting = sighting(world.now(), answer(kAbsent, 86'400))});
  const auto verdict = world.verdict(Step::switch_over, "new_names_resolve");
  CHECK_MESSAGE(verdict.kind == VerdictKind::pass, verdict.evidence);
}
