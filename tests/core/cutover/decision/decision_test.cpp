#include "core/cutover/decision/decision.hpp"

#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

struct Seen {
  Phase phase;
  DecisionKind kind;
  std::optional<Step> next;
  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen seen(const CutoverWorld& world) {
  const auto assessed = world.assess();
  return {assessed.phase, assessed.decision.kind, assessed.decision.next};
}

std::string sentence(const CutoverWorld& world) { return world.assess().decision.sentence; }

}  // namespace

TEST_CASE("a whole cutover in good order: every step is told when it is safe, and the end is done") {
  CutoverWorld world(proxy_plan(pending_gates()));
  world.publish_everywhere(kOldMx, 3600);
  world.pass(300);
  CHECK(seen(world) == Seen{Phase::prepare, DecisionKind::go, Step::lower_ttl});
  CHECK(world.assess().decision.publish ==
        std::vector<std::string>{"example.org. 300 IN MX 10 mail.example.org."});

  world.publish_everywhere(kOldMx, 60);
  world.pass(300);
  CHECK(seen(world) == Seen{Phase::lower_ttl, DecisionKind::wait, Step::switch_over});
  CHECK(sentence(world).starts_with("Wait until 2026-12-01T01:05:"));
  world.pass(kHour);
  CHECK(seen(world) == Seen{Phase::lower_ttl, DecisionKind::go, Step::switch_over});
  CHECK(world.assess().decision.publish ==
        std::vector<std::string>{"example.org. 60 IN MX 20 mail.example.org.",
                                 "example.org. 60 IN MX 5 in.proxy.example."});

  world.publish(kNs1, kNewMx, 60);
  world.pass(60);
  CHECK(seen(world) == Seen{Phase::switching, DecisionKind::wait, Step::switch_over});
  world.publish(kNs2, kNewMx, 60);
  world.pass(60);
  CHECK(seen(world) == Seen{Phase::verify, DecisionKind::wait, Step::remove_old});
  world.pass(3 * kHour);
  INFO(sentence(world));
  CHECK(seen(world) == Seen{Phase::verify, DecisionKind::go, Step::remove_old});

  world.publish_everywhere(kLastMx, 60);
  world.pass(60);
  CHECK(seen(world) == Seen{Phase::finish, DecisionKind::wait, Step::retire_old});
  world.pass(300);
  CHECK(seen(world) == Seen{Phase::finish, DecisionKind::go, Step::retire_old});
  CHECK(sentence(world).contains("Waived: old_server_quiet"));

  world.publish_everywhere(kLastMx, 3600);
  world.pass(60);
  CHECK(seen(world) == Seen{Phase::done, DecisionKind::done, std::nullopt});
  CHECK(sentence(world) == "Done: nothing is left to do.");
}

TEST_CASE("when the TTL alone is left, its lines are given, and nobody is told not to restore it") {
  auto plan = proxy_plan(pending_gates());
  plan.records.front().steps = {Step::switch_over, Step::retire_old};
  CutoverWorld world(plan);
  world.publish_everywhere(kOldMx, 3600);
  world.pass(300);
  world.publish_everywhere(kOldMx, 60);
  world.pass(2 * kHour);
  world.publish_everywhere(kNewMx, 60);
  world.pass(300);
  world.publish_everywhere(kLastMx, 60);
  world.pass(300);
  CHECK(seen(world) == Seen{Phase::finish, DecisionKind::go, Step::done});
  CHECK(sentence(world).starts_with("Go: restore the TTL now."));
  CHECK(world.assess().decision.publish ==
        std::vector<std::string>{"example.org. 3600 IN MX 5 in.proxy.example."});
}

TEST_CASE("without evidence the decision is to wait, whatever else is well") {
  CutoverWorld world(proxy_plan());
  world.publish_everywhere(kOldMx, 60);
  world.pass(3 * kHour);
  CHECK(seen(world).kind == DecisionKind::wait);
  CHECK(sentence(world).contains("no evidence"));
}

TEST_CASE("a new path that refuses mail twice is left again, if the old one is proven good") {
  CutoverWorld world(proxy_plan(pending_gates()));
  world.publish_everywhere(kOldMx, 60);
  world.pass(2 * kHour);
  world.set_mail("new", mail::MessageResult::refused);
  world.pass(180);
  CHECK(seen(world).kind == DecisionKind::wait);  // not switched: nothing to go back from
  world.publish_everywhere(kNewMx, 60);
  world.pass(120);
  CHECK(seen(world).kind == DecisionKind::roll_back);
  CHECK(world.assess().decision.publish ==
        std::vector<std::string>{"example.org. 60 IN MX 10 mail.example.org."});
  world.set_mail("old", mail::MessageResult::refused);
  world.pass(60);
  CHECK(seen(world).kind == DecisionKind::wait);
}

TEST_CASE("one refused message is no reason to go back") {
  CutoverWorld world(proxy_plan(pending_gates()));
  world.publish_everywhere(kOldMx, 60);
  world.pass(2 * kHour);
  world.publish_everywhere(kNewMx, 60);
  world.pass(120);
  world.set_mail("new", mail::MessageResult::refused);
  world.pass(60);
  CHECK(seen(world).kind == DecisionKind::wait);
}

TEST_CASE("a rollback is recognised, and leads back to before the switch") {
  CutoverWorld world(proxy_plan(pending_gates()));
  world.publish_everywhere(kOldMx, 60);
  world.pass(2 * kHour);
  world.publish_everywhere(kNewMx, 60);
  world.pass(600);
  world.publish_everywhere(kOldMx, 60);
  world.pass(60);
  CHECK(world.assess().standing.is_rolled_back);
  CHECK(seen(world).next == Step::switch_over);
  CHECK_FALSE(world.assess().standing.switched_since);
}
