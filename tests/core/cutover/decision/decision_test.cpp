#include "core/cutover/decision/decision.hpp"

#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

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

/// What nobody planned.
dns::RrSet stranger(dns::RrType type) {
  if (type == dns::RrType::mx) return mx({"10 other.example.org"});
  return dns::RrSet::parse(type, {type == dns::RrType::a ? "203.0.113.99" : "2001:db8::99"}).value();
}

/// What is said once one name server publishes something for a record that is in no stage.
void check_strays(MovingWorld world, const WatchedRecord& record) {
  const auto rrset = stranger(record.question.type);
  const auto expected = fmt::format("ns2.example.org. (198.51.100.53) publishes {} for {}, which is no stage",
                                    rrset.text(), text_of(record));
  REQUIRE(world.assess().decision.kind == DecisionKind::go);
  world.publish(kNs2, record.question, rrset, 60);
  world.pass(120);
  const auto decision = world.assess().decision;
  CHECK(decision.kind == DecisionKind::wait);
  CHECK_MESSAGE(decision.sentence.contains(expected),
                fmt::format("{}; not: {}", decision.sentence, expected));
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
  CHECK(
      sentence(world).starts_with("Go: retire the old server now. Let it take mail from the proxy only; once "
                                  "it does, restore the TTL. Senders may still try the old server until "));
  CHECK(sentence(world).contains(" (old_quiet_for). Waived: old_server_quiet ("));

  world.publish_everywhere(kLastMx, 3600);
  world.pass(60);
  CHECK(seen(world) == Seen{Phase::done, DecisionKind::done, std::nullopt});
  CHECK(sentence(world).starts_with(
      "Done: nothing is left to do. Let the old server take mail from the proxy only, if it does not yet. "
      "Senders may still try the old server until "));
  CHECK(sentence(world).contains("lock_in_place (nothing gathers its evidence)"));
  const auto said = sentence(world);
  CHECK(said.find("headers_intact") == said.rfind("headers_intact"));
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
  world.pass(3 * kHour);
  world.publish_everywhere(kLastMx, 60);
  world.pass(300);
  CHECK(seen(world) == Seen{Phase::finish, DecisionKind::go, Step::done});
  CHECK(sentence(world).starts_with("Go: restore the TTL now."));
  CHECK(world.assess().decision.publish ==
        std::vector<std::string>{"example.org. 3600 IN MX 5 in.proxy.example."});
}

TEST_CASE("a plan in which nothing changes with the switch has no step to take") {
  auto plan = proxy_plan(pending_gates());
  plan.records.front().stages = {kNewMx};
  CutoverWorld world(plan);
  world.publish_everywhere(kNewMx, 3600);
  world.pass(300);
  CHECK(seen(world).kind == DecisionKind::wait);
  CHECK(sentence(world).starts_with("Wait: no record of the plan changes with the switch"));
  CHECK(world.assess().timetable.front().kind == StepTimeKind::not_before);
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

TEST_CASE("a new path that is left alone since it refused so often is not forgotten when all is done") {
  CutoverWorld world(proxy_plan(pending_gates()));
  world.publish_everywhere(kOldMx, 3600);
  world.pass(300);
  world.publish_everywhere(kOldMx, 60);
  world.pass(2 * kHour);
  world.publish_everywhere(kNewMx, 60);
  world.pass(4 * kHour);
  world.publish_everywhere(kLastMx, 60);
  world.pass(kHour);
  world.publish_everywhere(kLastMx, 3600);
  world.pass(600);
  REQUIRE(seen(world).kind == DecisionKind::done);
  world.set_mail("new", mail::MessageResult::refused);
  world.pass(360);
  world.pass_unwatched(2400);
  world.pass(60);  // one message: the two that it takes to go back are too far apart
  CHECK(seen(world).kind == DecisionKind::wait);
  CHECK_MESSAGE(sentence(world).starts_with("Wait: the new path refused 7 messages of main in a row, "),
                sentence(world));
  CHECK(world.assess().decision.hindrance);
  world.set_mail("new", mail::MessageResult::delivered);
  world.pass(600);
  CHECK_FALSE(sentence(world).contains("in a row"));
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

TEST_CASE(
    "never go while a name server publishes for a record what nobody planned, and the sentence names it") {
  for (const auto kind : {Kind::proxy, Kind::address, Kind::server}) {
    MovingWorld world(moving_plan(kind, pending_gates()));
    world.pass(600);
    world.set_ttl(60);
    world.pass(1.5 * kHour);
    REQUIRE(world.assess().decision.next == Step::switch_over);
    for (const auto& record : world.plan().records) check_strays(world, record);
    world.take(Step::switch_over, 60);
    world.pass(3 * kHour);
    REQUIRE(world.assess().decision.next > Step::switch_over);
    for (const auto& record : world.plan().records) check_strays(world, record);
  }
}

TEST_CASE("what an accepted name server publishes holds nothing up, planned or not") {
  auto plan = moving_plan(Kind::server, pending_gates());
  plan.accepted = {{"ns2.example.org.", "dead, leaves the delegation"}};
  for (auto& record : plan.records) record.bounds.accepted = {"ns2.example.org."};
  MovingWorld world(plan, 60);
  world.pass(2 * kHour);
  world.publish(kNs2, kMxQuestion, stranger(dns::RrType::mx), 60);
  world.pass(120);
  CHECK(world.assess().decision.kind == DecisionKind::go);
}
