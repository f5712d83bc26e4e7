#include "tests/core/cutover/conditions/condition_worlds.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

TEST_CASE("the worst comes first, and what nobody sends by the new path yet is a warning only") {
  auto world = with_mail(lowered(), "new", mail::MessageResult::refused, 120);
  world.see(linted(world.now(), {dns::MxProblem::null_mx}));
  const auto assessed = world.assess();
  REQUIRE(assessed.conditions.size() == 2);
  CHECK(assessed.conditions.front().rule->id == "mx_problem");
  CHECK(assessed.conditions.back().rule->id == "new_path_refuses");
  CHECK(assessed.conditions.back().severity == Severity::warning);
  world.see(linted(world.now(), {dns::MxProblem::cname}));
  CHECK(world.assess().conditions.front().severity == Severity::warning);
}

TEST_CASE("a server or a resolver that is accepted raises nothing") {
  auto plan = proxy_plan(pending_gates());
  for (auto& record : plan.records) record.bounds.accepted = {kNs2.name};
  auto world = watched(plan);
  world.see(authority_says(world.now(), kNs2, answer_of_kind(dns::AnswerKind::refused)));
  CHECK_MESSAGE(world.assess().conditions.empty(), all_of(world.assess()));
}

TEST_CASE("a TTL that cannot be changed raises nothing about TTLs") {
  auto plan = planned(2 * kHour);
  plan.ttl.is_fixed = true;
  auto world = watched(plan);
  world.publish_everywhere(kNewMx, 3600);
  world.pass(600);
  CHECK_MESSAGE(world.assess().conditions.empty(), all_of(world.assess()));
}

TEST_CASE("nothing is wrong, at any moment, in a cutover in good order") {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    Cases random(seed);
    CutoverWorld world(planned(3 * kHour));
    const auto pass = [&](double seconds) {
      for (const double end = world.now() + seconds; world.now() < end;) {
        world.pass(static_cast<double>(random.between(60, 600)));
        const auto assessed = world.assess();
        CHECK_MESSAGE(assessed.conditions.empty(),
                      fmt::format("world {} at {}: {}", seed, world.now(), all_of(assessed)));
      }
    };
    const auto publish = [&](const dns::RrSet& rrset, std::int64_t ttl) {
      world.publish(kNs1, rrset, ttl);
      world.pass(static_cast<double>(random.between(0, 60)));
      world.publish(kNs2, rrset, ttl);
    };
    const auto low = random.between(30, 300);
    world.publish_everywhere(kOldMx, 3600);
    pass(static_cast<double>(random.between(60, 1800)));
    publish(kOldMx, low);
    pass(3600 + 900);
    publish(kNewMx, low);
    pass(2.5 * kHour);
    publish(kLastMx, low);
    pass(900);
    publish(kLastMx, 3600);
    pass(1800);
    CHECK(world.assess().decision.kind == DecisionKind::done);
  }
}
