#include "core/cutover/plan/old_host.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// An IPv4-mapped address (RFC 4291 §2.5.5.2) is another spelling of an IPv4 address: of a server, and in an
// AAAA record, where senders reach it over IPv4.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

dns::RrSet a(const std::string& text) { return dns::RrSet::parse(dns::RrType::a, {text}).value(); }

}  // namespace

TEST_CASE("what leads to the old server does, however either address is written") {
  const auto aaaa = dns::RrSet::parse(dns::RrType::aaaa, {"::ffff:192.0.2.10"}).value();
  const auto other = dns::RrSet::parse(dns::RrType::aaaa, {"::ffff:192.0.2.11"}).value();
  for (const auto* text : {"192.0.2.10", "::ffff:192.0.2.10"}) {
    const OldHost host{.name = "", .addresses = {ip(text)}};
    CHECK(names(host, kMailA, a("192.0.2.10")));
    CHECK_FALSE(names(host, kMailA, a("192.0.2.11")));
    CHECK(names(host, kMailAaaa, aaaa));
    CHECK_FALSE(names(host, kMailAaaa, other));
  }
}

TEST_CASE(
    "old_host_expired: copies that lead to a server whose address is written as a mapped one are waited "
    "for") {
  auto plan = moving_plan(Kind::server, pending_gates());
  for (auto& record : plan.records) record.bounds.old_host.addresses = {ip("::ffff:192.0.2.10")};
  MovingWorld world(plan, 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.publish(kSubmissionA, a("192.0.2.10"), 3600);
  world.pass(600);
  world.publish(kSubmissionA, a("198.51.100.9"), 60);
  world.pass(240);
  const auto last = world.last_copy_ends([](const auto& record, const dns::RrSet& rrset, std::int64_t) {
    return record.question == kSubmissionA && rrset == a("192.0.2.10");
  });
  const auto verdict = world.verdict(Step::retire_old, "old_host_expired");
  CHECK_MESSAGE(verdict.kind == VerdictKind::wait, verdict.evidence);
  REQUIRE(verdict.until);
  CHECK(*verdict.until >= at(last));
}
