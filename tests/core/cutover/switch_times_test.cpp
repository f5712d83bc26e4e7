#include "core/cutover/switch_times.hpp"

#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

struct Followed {
  CutoverWorld world{proxy_plan()};
  std::map<SwitchKey, ResolverSwitch> known;

  void pass(double seconds) {
    for (double left = seconds; left > 0; left -= 60) {
      world.pass(60);
      for (const auto& [key, value] : switch_news(known, world.assess(), at(world.now())))
        known.insert_or_assign(key, value);
    }
  }
  const ResolverSwitch& of(const std::string& resolver) const {
    return known.at({.record = kMxQuestion, .resolver = resolver, .target = kNewMx.text()});
  }
};

}  // namespace

TEST_CASE("resolvers are followed from a change on, and when each had only the new is kept") {
  Followed seen;
  seen.world.publish_everywhere(kOldMx, 600);
  seen.pass(120);
  CHECK(seen.known.empty());
  seen.world.publish_everywhere(kNewMx, 600);
  seen.pass(60);
  CHECK(seen.of("google").state == dns::AnswerState::old_stage);
  CHECK_FALSE(seen.of("google").first_new);
  seen.pass(3600);
  CHECK(seen.known.size() == 2);
  CHECK(seen.of("google").state == dns::AnswerState::new_stage);
  REQUIRE(seen.of("google").first_new);
  CHECK(*seen.of("google").first_new >= at(600));
  CHECK(*seen.of("google").first_new <= at(780));
  CHECK_FALSE(seen.of("google").cause);
  CHECK(switch_news(seen.known, seen.world.assess(), at(seen.world.now())).empty());
}

TEST_CASE(
    "who shows old data again loses nothing of when it was first new, and who keeps them has the cause") {
  Followed seen;
  seen.world.publish_everywhere(kOldMx, 60);
  seen.pass(120);
  seen.world.publish_everywhere(kNewMx, 60);
  seen.pass(3900);
  const auto first = seen.of("google").first_new;
  for (const double ago : {30.0, 20.0})
    seen.world.see(resolver_says(seen.world.now() - ago, "google", answer(kOldMx, 5)));
  seen.pass(60);
  CHECK(seen.of("google").first_new == first);
  CHECK(seen.of("google").cause);
  CHECK(seen.of("google").kept_until);
  CHECK_FALSE(seen.of("quad9").cause);
}
