#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/identity_play.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// Kind `address`: a host that moves may keep an address, and mail goes on going there.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

dns::RrSet aaaa(const std::string& text) { return dns::RrSet::parse(dns::RrType::aaaa, {text}).value(); }

/// The A record moves from 192.0.2.10 to 198.51.100.9, and the AAAA record stays.
Plan keeping(const dns::RrSet& kept) {
  auto plan = moving_plan(Kind::address, pending_gates());
  std::ranges::find(plan.records, kMailAaaa, &WatchedRecord::question)->stages = {kept};
  plan.servers = moving_servers(Kind::address);
  plan.servers.back().addresses.pop_back();
  plan.waived.push_back({"identity_ready", "nobody plays it"});
  return plan;
}

MovingWorld moved(const Plan& plan) {
  MovingWorld world(plan, 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(2 * kHour);
  return world;
}

}  // namespace

TEST_CASE("mx_valid: an address of neither server that a host keeps shuts the switch and all behind it") {
  auto world = MovingWorld(keeping(aaaa("2001:db8::10")), 60);
  world.pass(2 * kHour);
  auto verdict = world.verdict(Step::switch_over, "mx_valid");
  CHECK(verdict.kind == VerdictKind::fail);
  CHECK(verdict.evidence ==
        "mail.example.org. AAAA keeps 2001:db8::10, which is an address of neither server: mail would go "
        "there, and probe mail does not");
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  world.take(Step::switch_over, 60);
  world.pass(2 * kHour);
  verdict = world.verdict(Step::retire_old, "mx_valid");
  CHECK(verdict.kind == VerdictKind::fail);
  CHECK_MESSAGE(verdict.evidence.contains("2001:db8::10"), verdict.evidence);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
}

TEST_CASE(
    "mx_valid: one that the new server has may be kept; one of the old server only until it is retired") {
  auto plan = keeping(aaaa("2001:db8::10"));
  const mail::MailServer there{.host = "mail.example.org", .endpoint = {ip("2001:db8::10"), 25}};
  SUBCASE("new") {
    plan.servers.back().addresses.push_back(there);
    const auto world = moved(plan);
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  }
  SUBCASE("old") {
    plan.servers.front().addresses.push_back(there);
    for (auto& record : plan.records) record.bounds.old_host.addresses.push_back(ip("2001:db8::10"));
    const auto world = moved(plan);
    CHECK(world.verdict(Step::switch_over, "mx_valid").kind == VerdictKind::pass);
    CHECK(world.verdict(Step::retire_old, "mx_valid").kind == VerdictKind::fail);
  }
}

TEST_CASE("mx_valid: where nothing tells the old server's addresses, what is published in the end is asked") {
  auto plan = keeping(aaaa("2001:db8::10"));
  plan.servers.erase(plan.servers.begin());
  const auto world = moved(plan);
  CHECK(world.verdict(Step::switch_over, "mx_valid").kind == VerdictKind::pass);
  const auto verdict = world.verdict(Step::retire_old, "mx_valid");
  CHECK(verdict.kind == VerdictKind::fail);
  CHECK_MESSAGE(verdict.evidence.contains("mail.example.org. AAAA is 2001:db8::10, which is none of the new "
                                          "server's addresses"),
                verdict.evidence);
}

TEST_CASE("mx_valid: a host that does not move is somebody else's, and may be anywhere") {
  auto plan = keeping(kAbsent);
  plan.records.front().stages = {mx({"10 mail.example.org", "20 backup.example.net"})};
  auto backup = plan.records.back();
  backup.question = {name("backup.example.net"), dns::RrType::a};
  backup.stages = {dns::RrSet::parse(dns::RrType::a, {"203.0.113.66"}).value()};
  plan.records.push_back(backup);
  const auto world = moved(plan);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  CHECK(world.verdict(Step::retire_old, "mx_valid").kind == VerdictKind::pass);
}
