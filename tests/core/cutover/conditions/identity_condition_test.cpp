#include "tests/core/cutover/identity/identity_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const dns::NameLook kMailOld = look("mail.example.org", {kOldAddress});
const dns::NameLook kMailNew = look("mail.example.org", {kNewAddress});

/// What the condition says; empty where it does not hold.
std::string said(const Plan& plan, const std::vector<Observation>& seen, double now = 60) {
  const auto snapshot = folded(seen);
  const auto assessed = assess(plan, *snapshot.domains.at(kDomain), {}, at(now));
  for (const auto& each : assessed.conditions) {
    if (each.rule->id == "reverse_name_wrong") return each.evidence;
  }
  return "";
}

Observation host_is(double when, const IpAddress& address) {
  return shows(when, kHostA, rrset(dns::RrType::a, {address.text()}));
}

}  // namespace

TEST_CASE("reverse_name_wrong: holds for an address without a good PTR, old or new") {
  const auto plan = identity_plan(Kind::address);
  const auto host = host_is(0, kOldAddress);
  CHECK(said(plan, {host, identity(10, "old", kOldAddress, {.names = {kMailOld}})}).empty());
  CHECK(
      said(plan, {host, identity(10, "old", kOldAddress, {.names = {}})}).contains("192.0.2.10 has no PTR"));
  CHECK(said(plan, {host, identity(10, "new", kNewAddress, {.names = {}})})
            .contains("198.51.100.7 has no PTR"));
  const auto two = said(plan, {host, identity(10, "old", kOldAddress, {.names = {}}),
                               identity(10, "new", kNewAddress, {.names = {}})});
  CHECK(two.contains("; and 1 more"));
}

TEST_CASE("reverse_name_wrong: nobody can tell, and what the plan brings about, are no finding") {
  const auto plan = identity_plan(Kind::address);
  const auto host = host_is(0, kOldAddress);
  CHECK(said(plan, {host}).empty());
  CHECK(said(plan, {host, identity(10, "new", kNewAddress, {.names = {kMailOld}})}).empty());
  CHECK(said(plan, {host, identity(10, "old", kOldAddress, {.names = {}})}, 2000).empty());  // too old
}

TEST_CASE(
    "reverse_name_wrong: after the switch the address that the host left is no finding, the new one is") {
  const auto plan = identity_plan(Kind::address);
  const std::vector<Observation> switched{host_is(0, kOldAddress), host_is(30, kNewAddress)};
  auto left = switched;
  left.push_back(identity(40, "old", kOldAddress, {.names = {kMailNew}}));
  CHECK(said(plan, left).empty());
  auto lagging = switched;
  lagging.push_back(
      identity(40, "new", kNewAddress, {.names = {look("host7.provider.example", {kNewAddress})}}));
  CHECK(said(plan, lagging).empty());  // another name, and it leads back
  lagging.push_back(identity(50, "new", kNewAddress, {.names = {}}));
  CHECK(said(plan, lagging).contains("198.51.100.7 has no PTR"));
}
