#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

// What harms the new path after the switch, and what is said then.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
using Lines = std::vector<std::string>;

MovingWorld switched(Kind kind) {
  MovingWorld world(moving_plan(kind, pending_gates()), 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(600);
  return world;
}

MovingWorld finished() {
  auto world = switched(Kind::proxy);
  world.pass(2 * kHour);
  world.take(Step::remove_old, 60);
  world.pass(600);
  return world;
}

}  // namespace

TEST_CASE("the way back from the last stage leads past the proxy that refuses, not to it again") {
  auto world = finished();
  REQUIRE(world.assess().phase == Phase::finish);
  world.set_mail("new", Fate::refused);
  world.pass(360);
  REQUIRE(world.assess().decision.kind == DecisionKind::roll_back);
  CHECK(world.assess().decision.publish == Lines{"example.org. 60 IN MX 10 mail.example.org."});
}

TEST_CASE("the way back takes along all that was switched, and leaves alone what was there before") {
  auto plan = moving_plan(Kind::server, pending_gates());
  auto& address = plan.records.at(1);
  address.stages.insert(address.stages.begin(), kAbsent);
  address.steps = {Step::lower_ttl};
  MovingWorld world(plan, 60);
  world.publish(address.question, address.stages.back(), 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.pass(600);
  world.set_mail("new", Fate::refused);
  world.pass(360);
  REQUIRE(world.assess().decision.kind == DecisionKind::roll_back);
  CHECK(world.assess().decision.publish ==
        Lines{"example.org. 60 IN MX 10 mail.example.org.", "submission.example.org. 60 IN A 192.0.2.10"});
}

TEST_CASE("refusals of long ago are no reason to go back") {
  auto world = switched(Kind::server);
  world.set_mail("new", Fate::refused);
  world.pass(360);
  REQUIRE(world.assess().decision.kind == DecisionKind::roll_back);
  world.set_mail("new", Fate::put_off);
  world.pass(kHour);
  CHECK(world.assess().decision.kind == DecisionKind::wait);
}

TEST_CASE("two samples with a long silence between them are not two in a row") {
  auto world = switched(Kind::server);
  world.set_mail("new", Fate::refused);
  world.pass(kLookEvery);
  world.pass_unwatched(kHour);
  world.pass(kLookEvery);
  CHECK(world.assess().decision.kind == DecisionKind::wait);
  world.pass(kLookEvery);
  CHECK(world.assess().decision.kind == DecisionKind::roll_back);
}

TEST_CASE("mail that the new path puts off is waited for, and the sentence says what to do") {
  auto world = switched(Kind::server);
  world.set_mail("new", Fate::put_off);
  world.pass(1200);
  const auto decision = world.assess().decision;
  CHECK(decision.kind == DecisionKind::wait);
  CHECK_MESSAGE(decision.sentence.contains("has been put off"), decision.sentence);
  CHECK_MESSAGE(decision.sentence.contains(find_condition("new_path_defers")->action), decision.sentence);
}

TEST_CASE("mail that the new path puts off before the switch holds it up, and the sentence says what to do") {
  MovingWorld world(moving_plan(Kind::server, pending_gates()), 60);
  world.pass(2 * kHour);
  REQUIRE(world.assess().decision.kind == DecisionKind::go);
  world.set_mail("new", Fate::put_off);
  world.pass(1200);
  CHECK(world.assess().decision.kind == DecisionKind::wait);
  CHECK(world.sentence().contains(find_condition("new_path_defers")->action));
}

TEST_CASE("words of a mail server cannot break the sentence") {
  auto world = switched(Kind::server);
  for (const auto* id : {"x1", "x2"}) {
    world.see(recorded(world.now(), id));
    world.see(MessageAttempted{
        .domain = kDomain,
        .id = id,
        .at = at(world.now()),
        .attempt = {.disposition = mail::SmtpDisposition::refused,
                    .reply = mail::SmtpReply{.code = 550, .text = "no\n\x1b[31mDone: all is well\xff"}}});
  }
  const auto decision = world.assess().decision;
  REQUIRE(decision.kind == DecisionKind::roll_back);
  CHECK(decision.sentence.find('\n') == std::string::npos);
  CHECK(decision.sentence.find('\x1b') == std::string::npos);
}
