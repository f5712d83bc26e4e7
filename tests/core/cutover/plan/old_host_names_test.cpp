#include "core/cutover/plan/old_host_names.hpp"

#include "core/cutover/decision/decision.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// The MX may name the old server otherwise than the configuration does.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
using Names = std::vector<std::string>;

dns::RrSet a(const std::vector<std::string>& text) { return dns::RrSet::parse(dns::RrType::a, text).value(); }

const OldHost kHost{.name = "host.example.net.", .addresses = {ip("192.0.2.10")}};

/// The old server is called otherwise; its names are settled as a configuration's are.
Plan plan_with(std::vector<dns::RrSet> mail_stages, Kind kind = Kind::server) {
  auto plan = moving_plan(kind, pending_gates());
  for (auto& record : plan.records) {
    if (record.question == kMailA) record.stages = mail_stages;
  }
  const auto host = with_other_names(kHost, plan);
  for (auto& record : plan.records) record.bounds.old_host = host;
  return plan;
}

Names other_names(std::vector<dns::RrSet> mail_stages, Kind kind = Kind::server) {
  return plan_with(std::move(mail_stages), kind).records.front().bounds.old_host.other_names;
}

}  // namespace

TEST_CASE("a name is the old server's when its address is, and it never gets a better one") {
  const Names mail{"mail.example.org."};
  CHECK(other_names({a({"192.0.2.10"})}) == mail);
  CHECK(other_names({a({"192.0.2.10"}), kAbsent}) == mail);
  CHECK(other_names({a({"198.51.100.9", "192.0.2.10"})}) == mail);
  CHECK(other_names({a({"192.0.2.10"}), a({"198.51.100.9"})}).empty());
  CHECK(other_names({a({"198.51.100.9"})}).empty());
  // There the names move along with the host.
  CHECK(other_names({a({"192.0.2.10"})}, Kind::address).empty());
}

TEST_CASE("copies of an MX that names the old server otherwise keep it from being retired") {
  for (const auto& stages : {std::vector{a({"192.0.2.10"})}, std::vector{a({"192.0.2.10"}), kAbsent}}) {
    MovingWorld world(plan_with(stages), 300);
    world.pass(2 * kHour);
    world.publish(kSubmissionA, a({"198.51.100.9"}), 300);
    world.pass(600);
    world.publish(kMxQuestion, mx({"10 new.example.org"}), 300);
    world.pass(130);
    auto verdict = world.verdict(Step::retire_old, "old_host_expired");
    CHECK_MESSAGE(verdict.kind == VerdictKind::wait, verdict.evidence);
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
    world.pass(600);
    verdict = world.verdict(Step::retire_old, "old_host_expired");
    CHECK_MESSAGE(verdict.kind == VerdictKind::pass, verdict.evidence);
  }
}

TEST_CASE("another name of the old server goes when that is retired, not at the switch") {
  const auto plan = plan_with({a({"192.0.2.10"}), kAbsent});
  const auto mail = std::ranges::find(plan.records, kMailA, &WatchedRecord::question);
  CHECK(step_of_change(plan, *mail, 0) == Step::retire_old);
}
