#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// Kind `address`: what a host of the MX gains is where probe mail goes, whatever the new server is called.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

/// The host moves to 198.51.100.9 and 2001:db8::9; the new server is called otherwise.
MovingWorld lowered(const std::vector<std::string>& addresses) {
  auto plan = moving_plan(Kind::address, pending_gates());
  Server server{.role = ServerRole::new_server, .addresses = {}, .sends_from = {}};
  for (const auto& each : addresses)
    server.addresses.push_back({.host = "smtp.new.example", .endpoint = {ip(each), 25}});
  plan.servers = {server};
  MovingWorld world(plan, 60);
  world.pass(2 * kHour);
  return world;
}

}  // namespace

TEST_CASE("mx_valid: an address that the host gains and to which no probe mail goes keeps the switch shut") {
  for (const auto& [addresses, missing] :
       {std::pair{std::vector<std::string>{"203.0.113.66", "2001:db8::9"},
                  "mail.example.org. A is to be 198.51.100.9"},
        std::pair{std::vector<std::string>{"198.51.100.9"}, "mail.example.org. AAAA is to be 2001:db8::9"}}) {
    const auto world = lowered(addresses);
    const auto verdict = world.verdict(Step::switch_over, "mx_valid");
    CHECK(verdict.kind == VerdictKind::fail);
    CHECK_MESSAGE(verdict.evidence.contains(missing), verdict.evidence);
    CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::wait, world.sentence());
  }
}

TEST_CASE("mx_valid: where the new server has all that the host gains, mail goes where it was proven") {
  const auto world = lowered({"198.51.100.9", "::ffff:198.51.100.9", "2001:db8::9"});
  const auto verdict = world.verdict(Step::switch_over, "mx_valid");
  CHECK_MESSAGE(verdict.kind == VerdictKind::pass, verdict.evidence);
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("mx_valid: what is gained with a later step is asked for before that step") {
  auto plan = moving_plan(Kind::address, pending_gates());
  auto& record = *std::ranges::find(plan.records, kMailA, &WatchedRecord::question);
  const auto a = [](const std::vector<std::string>& data) {
    return dns::RrSet::parse(dns::RrType::a, data).value();
  };
  record.stages = {a({"192.0.2.10"}), a({"192.0.2.10", "198.51.100.9"}), a({"203.0.113.66"})};
  std::erase_if(plan.records, [](const WatchedRecord& each) { return each.question == kMailAaaa; });
  plan.servers = {{.role = ServerRole::new_server,
                   .addresses = {{.host = "mail.example.org", .endpoint = {ip("198.51.100.9"), 25}}}}};
  MovingWorld world(plan, 60);
  world.pass(2 * kHour);
  CHECK(world.verdict(Step::switch_over, "mx_valid").kind == VerdictKind::pass);
  CHECK(world.verdict(Step::remove_old, "mx_valid").kind == VerdictKind::fail);
}
