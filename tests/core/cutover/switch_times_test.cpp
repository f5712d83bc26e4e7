#include "core/cutover/switch_times.hpp"

#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

struct Followed {
  CutoverWorld world{proxy_plan()};
  Chronicle chronicle;
  std::map<SwitchKey, ResolverSwitch>& known = chronicle.switches;

  std::map<SwitchKey, ResolverSwitch> news() const {
    auto state = *world.snapshot().domains.at(kDomain);
    state.chronicle.write() = chronicle;
    return switch_news(state, world.assess(), at(world.now()));
  }
  void pass(double seconds) {
    for (double left = seconds; left > 0; left -= 60) {
      world.pass(60);
      for (const auto& [key, value] : news()) known.insert_or_assign(key, value);
    }
  }
  /// Each time that it was changed to the target, in order.
  std::vector<std::pair<SwitchKey, ResolverSwitch>> all_of(const std::string& resolver,
                                                           const std::string& target) const {
    std::vector<std::pair<SwitchKey, ResolverSwitch>> out;
    for (const auto& each : known) {
      if (each.first.resolver == resolver && each.first.target == target) out.push_back(each);
    }
    return out;
  }
  ResolverSwitch of(const std::string& resolver) const {
    const auto all = all_of(resolver, kNewMx.text());
    REQUIRE(all.size() == 1);
    return all.front().second;
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
  CHECK(seen.news().empty());
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

TEST_CASE("what is published anew after a rollback is followed anew, with the times of its own") {
  Followed seen;
  seen.world.publish_everywhere(kOldMx, 60);
  seen.pass(600);
  const auto first = seen.world.now();
  seen.world.publish_everywhere(kNewMx, 60);
  seen.pass(1200);
  const auto back = seen.world.now();
  seen.world.publish_everywhere(kOldMx, 60);
  seen.pass(1200);
  const auto second = seen.world.now();
  seen.world.publish_everywhere(kNewMx, 60);
  seen.pass(1200);
  const auto all = seen.all_of("google", kNewMx.text());
  REQUIRE(all.size() == 2);
  const auto began = [](const auto& row) { return row.first.published.value(); };
  const auto lasted = [&](const auto& row) { return row.second.first_new.value() - began(row); };
  CHECK(began(all[0]) >= at(first));
  CHECK(began(all[0]) <= at(first + 60));
  CHECK(began(all[1]) >= at(second));
  CHECK(began(all[1]) <= at(second + 60));
  for (const auto& row : all) CHECK(lasted(row) <= Seconds{180});
  const auto restored = seen.all_of("google", kOldMx.text());
  REQUIRE(restored.size() == 1);
  CHECK(began(restored[0]) >= at(back));
  CHECK(seen.news().empty());
}

TEST_CASE("what one name server slips back from for a while is not published anew") {
  Followed seen;
  seen.world.publish_everywhere(kOldMx, 60);
  seen.pass(600);
  seen.world.publish_everywhere(kNewMx, 60);
  seen.pass(1200);
  seen.world.publish(kNs2, kOldMx, 60);
  seen.pass(300);
  seen.world.publish(kNs2, kNewMx, 60);
  seen.pass(1200);
  CHECK(seen.all_of("google", kNewMx.text()).size() == 1);
}
