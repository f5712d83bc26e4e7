#include "core/cutover/decision/decision.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/plan/old_host_names.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// An MX that goes on naming the host that moves: the addresses of that name carry all mail, and are not the
// old server's own.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

dns::RrSet a(const std::string& text) { return dns::RrSet::parse(dns::RrType::a, {text}).value(); }

WatchedRecord& record_of(Plan& plan, const dns::Question& question) {
  return *std::ranges::find(plan.records, question, &WatchedRecord::question);
}

/// The MX stays "10 mail.example.org.", whose address becomes the new server's.
Plan plan_of(Kind kind) {
  auto plan = moving_plan(kind, pending_gates());
  std::erase_if(plan.records, [](const WatchedRecord& record) {
    return record.question != kMxQuestion && record.question != kMailA && record.question != kSubmissionA;
  });
  record_of(plan, kMxQuestion).stages = {kOldMx};
  record_of(plan, kMailA).stages = {a("192.0.2.10"), a("198.51.100.9")};
  for (auto& record : plan.records) record.bounds.old_host = with_other_names(record.bounds.old_host, plan);
  return plan;
}

/// All but the address of the MX's host has moved.
MovingWorld half_moved(Plan plan) {
  MovingWorld world(std::move(plan), 3600);
  world.pass(2 * kHour);
  world.set_ttl(60);
  world.pass(2 * kHour);
  world.publish(kSubmissionA, a("198.51.100.9"), 60);
  world.publish(kMailA, a("192.0.2.10"), 3600);
  world.pass(600);
  return world;
}

}  // namespace

TEST_CASE("the address of a host that the MX goes on naming changes with the switch") {
  for (const auto kind : {Kind::proxy, Kind::server}) {
    auto plan = plan_of(kind);
    CHECK(step_of_change(plan, record_of(plan, kMailA), 0) == Step::switch_over);
    CHECK(stage_after(plan, record_of(plan, kMailA), Step::switch_over) == 1);
  }
}

TEST_CASE("while that address is the old server's, all mail goes there: it is not to be retired") {
  const auto world = half_moved(plan_of(Kind::server));
  const auto decision = world.assess().decision;
  CHECK_MESSAGE(decision.kind == DecisionKind::wait, decision.sentence);
  CHECK(world.verdict(Step::retire_old, "old_host_expired").kind == VerdictKind::fail);
}

TEST_CASE("mx_valid: nor is it where the operator says that the address goes when the server does") {
  auto plan = plan_of(Kind::server);
  record_of(plan, kMailA).steps = {Step::retire_old};
  auto world = half_moved(plan);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  CHECK(world.verdict(Step::retire_old, "old_host_expired").kind == VerdictKind::fail);
  auto verdict = world.verdict(Step::retire_old, "mx_valid");
  CHECK(verdict.kind == VerdictKind::fail);
  CHECK_MESSAGE(verdict.evidence.contains("mail.example.org. A is 192.0.2.10, the old server's"),
                verdict.evidence);
  world.publish(kMailA, a("198.51.100.9"), 60);
  world.pass(240);
  verdict = world.verdict(Step::retire_old, "mx_valid");
  CHECK_MESSAGE(verdict.kind == VerdictKind::pass, verdict.evidence);
}

TEST_CASE("mx_valid: an address that the new server has on another port is not the old server's alone") {
  auto plan = plan_of(Kind::server);
  record_of(plan, kMailA).steps = {Step::retire_old};
  plan.servers = {{.role = ServerRole::new_server,
                   .addresses = {{.host = "mail.example.org", .endpoint = {ip("192.0.2.10"), 2525}}}}};
  MovingWorld world(plan, 60);
  world.pass(600);
  const auto verdict = world.verdict(Step::retire_old, "mx_valid");
  CHECK_MESSAGE(verdict.kind == VerdictKind::pass, verdict.evidence);
}

TEST_CASE("an MX at the old server's own name changes with the switch: it leads mail away") {
  auto plan = moving_plan(Kind::server, pending_gates());
  for (auto& record : plan.records) record.bounds.old_host.other_names = {"example.org."};
  CHECK(step_of_change(plan, record_of(plan, kMxQuestion), 0) == Step::switch_over);
}
