#include "tests/core/cutover/recipients/recipient_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

/// The condition, where it holds.
std::optional<Condition> held(std::vector<Observation> seen, const IpAddress& published, double now = 60) {
  const auto plan = recipient_plan(Kind::address);
  seen.insert(seen.begin(), shows(0, kHostA, rrset(dns::RrType::a, {kOldAddress.text()})));
  if (published != kOldAddress) seen.push_back(shows(50, kHostA, rrset(dns::RrType::a, {published.text()})));
  const auto snapshot = folded(seen);
  for (const auto& each : assess(plan, *snapshot.domains.at(kDomain), {}, at(now)).conditions) {
    if (each.rule->id == "recipient_refused_at_new") return each;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("recipient_refused_at_new: a warning before the switch, critical once mail goes there") {
  const std::vector<Observation> seen{says(10, "old", kTaken, kTaken), says(20, "new", kTaken, kUnknown)};
  const auto before = held(seen, kOldAddress);
  REQUIRE(before);
  CHECK(before->severity == Severity::warning);
  CHECK(before->evidence == "the new server refuses bob@example.org (550 5.1.1 User unknown)");
  const auto after = held(seen, kNewAddress);
  REQUIRE(after);
  CHECK(after->severity == Severity::critical);
}

TEST_CASE("recipient_refused_at_new: what the old one refuses too, or nobody can tell, is no finding") {
  CHECK_FALSE(held({}, kOldAddress));
  CHECK_FALSE(held({says(10, "old", kTaken, kUnknown), says(20, "new", kTaken, kUnknown)}, kNewAddress));
  CHECK_FALSE(held({says(10, "old", kTaken, kTaken), says(20, "new", kLater, kBlocked)}, kNewAddress));
  CHECK_FALSE(held({says(10, "old", kTaken, kTaken), says(20, "new", kTaken, kUnknown)}, kOldAddress, 2000));
}

TEST_CASE(
    "recipient_refused_at_new: once switched, an old server that says nothing any more excuses nobody") {
  const std::vector<Observation> seen{says(10, "old", kBlocked, kBlocked), says(20, "new", kTaken, kUnknown)};
  CHECK_FALSE(held(seen, kOldAddress));
  CHECK(held(seen, kNewAddress));
}
