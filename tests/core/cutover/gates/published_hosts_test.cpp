#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

// After the switch too the hosts of the MX must have the addresses of the plan: probe mail goes to configured
// ones.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
const dns::Question kProxyHost{name("in.proxy.example"), dns::RrType::a};
const dns::Question kNewHost{name("new.example.org"), dns::RrType::a};
const auto kStranger = dns::RrSet::parse(dns::RrType::a, {"203.0.113.66"}).value();

MovingWorld verified(const Plan& plan) {
  MovingWorld world(plan, 300);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 300);
  world.pass(2 * kHour);
  return world;
}

MovingWorld verified(Kind kind) { return verified(moving_plan(kind, pending_gates())); }

/// The last stage of the MX names a second host, which has been there all the time.
Plan with_second_host(const std::vector<std::string>& new_addresses) {
  auto plan = moving_plan(Kind::proxy, pending_gates());
  plan.records.front().stages.back() = mx({"5 in.proxy.example", "5 in2.proxy.example"});
  auto second = plan.records.at(1);
  second.question = {name("in2.proxy.example"), dns::RrType::a};
  second.stages = {kStranger};
  plan.records.push_back(second);
  plan.servers = {{.role = ServerRole::new_server, .addresses = {}, .sends_from = {}}};
  for (const auto& each : new_addresses)
    plan.servers.back().addresses.push_back({.host = "in.proxy.example", .endpoint = {ip(each), 25}});
  plan.waived.push_back({"identity_ready", "nobody plays it"});
  return plan;
}

/// What a resolver says of the addresses of the host that moves.
MxLinted linted(double when, const dns::Answer& a, const dns::Answer& aaaa) {
  const dns::TargetAnswers answers{.a = a, .aaaa = aaaa};
  return {.domain = kDomain, .at = at(when), .findings = dns::lint(kOldMx, {{kMailA.name, answers}})};
}

const auto kHasA = answer(dns::RrSet::parse(dns::RrType::a, {"192.0.2.10"}).value(), 300);
const auto kHasAaaa = answer(dns::RrSet::parse(dns::RrType::aaaa, {"2001:db8::10"}).value(), 300);
const auto kHasNone = answer(kAbsent, 300);

/// A host that moves, of which the A records alone are watched, or what the AAAA record is to be as well.
Plan moving_host(const std::optional<dns::Stages>& aaaa = std::nullopt) {
  auto plan = moving_plan(Kind::address, pending_gates());
  const auto record = std::ranges::find(plan.records, kMailAaaa, &WatchedRecord::question);
  if (aaaa) record->stages = *aaaa;
  if (!aaaa) plan.records.erase(record);
  return plan;
}

void check_shut(const MovingWorld& world, Step step) {
  const auto verdict = world.verdict(step, "mx_valid");
  CHECK_MESSAGE(verdict.kind == VerdictKind::fail, verdict.evidence);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
}

}  // namespace

TEST_CASE("mx_valid: a new host with another address than planned shuts every step") {
  auto world = verified(Kind::proxy);
  REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  CHECK(world.verdict(Step::remove_old, "mx_valid").kind == VerdictKind::pass);
  world.publish(kProxyHost, kStranger, 300);
  world.pass(240);
  check_shut(world, Step::switch_over);
  check_shut(world, Step::remove_old);
  CHECK(world.verdict(Step::remove_old, "mx_valid").evidence.contains("203.0.113.66"));
  world.publish(kProxyHost, world.plan().records.at(1).stages.front(), 300);
  world.pass(240);
  world.take(Step::remove_old, 300);
  world.pass(900);
  REQUIRE_MESSAGE(world.assess().decision.next == Step::retire_old, world.sentence());
  REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  world.publish(kProxyHost, kStranger, 300);
  world.pass(240);
  check_shut(world, Step::retire_old);
}

TEST_CASE("mx_valid: a new host without an address is none to retire the old server for") {
  auto world = verified(Kind::server);
  REQUIRE_MESSAGE(world.assess().decision.next == Step::retire_old, world.sentence());
  REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  world.publish(kNewHost, kAbsent, 300);
  world.pass(240);
  check_shut(world, Step::retire_old);
}

TEST_CASE("mx_valid: a host that the MX names with a later step is where probe mail goes, too") {
  auto world = verified(with_second_host({"198.51.100.7"}));
  REQUIRE_MESSAGE(world.assess().decision.next == Step::remove_old, world.sentence());
  check_shut(world, Step::remove_old);
  CHECK(world.verdict(Step::remove_old, "mx_valid").evidence.contains("203.0.113.66"));
  CHECK(world.verdict(Step::switch_over, "mx_valid").kind == VerdictKind::pass);
  world.replan(with_second_host({"198.51.100.7", "203.0.113.66"}));
  world.pass(2 * kHour);  // mail proves the server as it is configured now
  const auto verdict = world.verdict(Step::remove_old, "mx_valid");
  CHECK_MESSAGE(verdict.kind == VerdictKind::pass, verdict.evidence);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("mx_valid: a host that the MX does not name any more in the end was one to prove until then") {
  auto plan = with_second_host({"203.0.113.66"});
  plan.records.front().stages.back() = mx({"5 in2.proxy.example"});
  const auto world = verified(plan);
  check_shut(world, Step::remove_old);
  CHECK(world.verdict(Step::remove_old, "mx_valid").evidence.contains("198.51.100.7"));
}

TEST_CASE("mx_valid: addresses of a family that nobody watches keep every step shut") {
  const auto check_unwatched = [](const MovingWorld& world, Step step) {
    const auto verdict = world.verdict(step, "mx_valid");
    CHECK(verdict.kind == VerdictKind::no_evidence);
    CHECK(verdict.evidence ==
          "mail.example.org. has AAAA records that are not watched: add a record for them");
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  };
  MovingWorld world(moving_host(), 300);
  world.pass(2 * kHour);
  REQUIRE_MESSAGE(world.assess().decision.next == Step::switch_over, world.sentence());
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  world.see(linted(world.now(), kHasA, kHasAaaa));
  check_unwatched(world, Step::switch_over);
  world.take(Step::switch_over, 300);
  world.pass(2 * kHour);
  REQUIRE_MESSAGE(world.assess().decision.next == Step::retire_old, world.sentence());
  check_unwatched(world, Step::retire_old);
  world.see(linted(world.now(), kHasA, answer_of_kind(dns::AnswerKind::servfail)));
  check_unwatched(world, Step::retire_old);
  world.see(linted(world.now(), kHasA, kHasNone));
  CHECK(world.verdict(Step::retire_old, "mx_valid").kind == VerdictKind::pass);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("mx_valid: a family that is watched is judged by its record, one that is to be absent too") {
  for (const auto& stages : {dns::Stages{kAbsent, kHasAaaa.rrset}, dns::Stages{kAbsent}}) {
    MovingWorld world(moving_host(stages), 300);
    world.pass(2 * kHour);
    world.see(linted(world.now(), kHasA, kHasAaaa));
    const auto verdict = world.verdict(Step::switch_over, "mx_valid");
    CHECK_MESSAGE(verdict.kind == VerdictKind::pass, verdict.evidence);
    world.publish(kMailAaaa, dns::RrSet::parse(dns::RrType::aaaa, {"2001:db8::66"}).value(), 300);
    world.pass(240);
    check_shut(world, Step::switch_over);
  }
}
