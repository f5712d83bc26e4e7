#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/plan/old_host.hpp"
#include "core/cutover/record/zone_lines.hpp"
#include "tests/core/cutover/identity/identity_world.hpp"

#include <doctest/doctest.h>

// PTR records in a plan are records like any other, but for the step that they belong to.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const dns::RrSet kGeneric = rrset(dns::RrType::ptr, {"host7.provider.example"});
const dns::RrSet kOwn = rrset(dns::RrType::ptr, {"mail.example.org"});

Plan plan_with_ptr(const dns::Question& question = kNewPtr) {
  auto plan = identity_plan(Kind::address);
  auto record = plan.records.front();
  record.question = question;
  record.stages = {kGeneric, kOwn};
  plan.records.push_back(record);
  return plan;
}

CutoverAssessment assessed(const Plan& plan, const Snapshot& snapshot, double now) {
  return assess(plan, *snapshot.domains.at(kDomain), {}, at(now));
}

}  // namespace

TEST_CASE("the new address's PTR belongs before the switch, the old one's to the end") {
  const auto plan = plan_with_ptr();
  CHECK(step_of_change(plan, plan.records.back(), 0) == Step::lower_ttl);
  CHECK(stage_after(plan, plan.records.back(), Step::switch_over) == 1);
  const auto old_ptr = plan_with_ptr({name("10.2.0.192.in-addr.arpa"), dns::RrType::ptr});
  CHECK(step_of_change(old_ptr, old_ptr.records.back(), 0) == Step::retire_old);
  auto said = plan;
  said.records.back().steps = {Step::switch_over};
  CHECK(step_of_change(said, said.records.back(), 0) == Step::switch_over);
}

TEST_CASE("a PTR that is published ahead is no switch, and its line is told until it is there") {
  const auto plan = plan_with_ptr();
  const auto host = shows(0, kHostA, rrset(dns::RrType::a, {kOldAddress.text()}));
  const auto before = folded({host, shows(0, kNewPtr, kGeneric)});
  const std::string line = "7.100.51.198.in-addr.arpa. 300 IN PTR mail.example.org.";
  for (const auto step : {Step::lower_ttl, Step::switch_over}) {
    const auto lines = lines_to_publish(plan, *before.domains.at(kDomain), step);
    CHECK(std::ranges::find(lines, line) != lines.end());
  }
  const auto after = folded({shows(30, kNewPtr, kOwn)}, before);
  CHECK_FALSE(assessed(plan, after, 60).standing.switched_since);
  CHECK(lines_to_publish(plan, *after.domains.at(kDomain), Step::switch_over) ==
        std::vector<std::string>{"mail.example.org. 300 IN A 198.51.100.7"});
  CHECK(lines_to_roll_back(plan, *after.domains.at(kDomain)).empty());
}

TEST_CASE("a reverse name is known where it is delegated by alias, and nowhere else") {
  const auto is_own = [](const std::string& text) {
    return is_reverse_name_of(ip("192.0.2.10"), name(text));
  };
  CHECK(is_own("10.2.0.192.in-addr.arpa"));
  CHECK(is_own("10.0/25.2.0.192.in-addr.arpa"));
  CHECK(is_own("10.0-127.2.0.192.in-addr.arpa"));
  CHECK_FALSE(is_own("11.2.0.192.in-addr.arpa"));
  CHECK_FALSE(is_own("1.0/25.2.0.192.in-addr.arpa"));
  CHECK_FALSE(is_own("10.a.b.2.0.192.in-addr.arpa"));
  CHECK_FALSE(is_own("2.0.192.in-addr.arpa"));
  CHECK(is_reverse_name_of(ip("2001:db8::1"), dns::reverse_name(ip("2001:db8::1"))));
  CHECK(is_reverse_name_of(ip("::ffff:192.0.2.10"), name("10.2.0.192.in-addr.arpa")));
}

TEST_CASE("a PTR has bounds, states and agreement as any record has") {
  const auto plan = plan_with_ptr();
  const auto story = folded({shows(0, kNewPtr, kGeneric), shows(60, kNewPtr, kOwn), shows(120, kNewPtr, kOwn),
                             shows(120, kHostA, rrset(dns::RrType::a, {kOldAddress.text()}))});
  const auto seen = assessed(plan, story, 130);
  const auto& record = seen.records.back();
  CHECK(record.target == 1);
  REQUIRE(record.bounds.changed);
  REQUIRE(record.bounds.changed->has_value());
  CHECK((*record.bounds.changed)->at >= at(360));
  for (const auto& gate : seen.gates) {
    if (gate.rule->id == "authorities_agree") CHECK(gate.verdict.kind == VerdictKind::pass);
  }
}
