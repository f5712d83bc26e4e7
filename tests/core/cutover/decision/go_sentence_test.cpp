#include "core/cutover/decision/decision.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

// What "go" and "wait" say beside what to do.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

MovingWorld ready(Plan plan) {
  MovingWorld world(std::move(plan), 60);
  world.pass(2 * kHour);
  return world;
}

MovingWorld switched(Plan plan) {
  auto world = ready(std::move(plan));
  world.take(Step::switch_over, 60);
  world.pass(kLookEvery);
  return world;
}

Plan plan_of(Kind kind) { return moving_plan(kind, pending_gates()); }

/// Where the go to retire the old server is told.
MovingWorld left(const Plan& plan) {
  auto world = switched(plan);
  world.pass(2 * kHour);
  if (plan.kind == Kind::proxy) world.take(Step::remove_old, 60);
  world.pass(900);
  REQUIRE_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
  REQUIRE(world.assess().decision.next == Step::retire_old);
  return world;
}

}  // namespace

TEST_CASE("a go names the records that are to be published") {
  const auto sentence = ready(plan_of(Kind::server)).sentence();
  CHECK_MESSAGE(sentence.starts_with("Go: publish the new records now. Records: example.org. MX, "
                                     "submission.example.org. A. Waived: "),
                sentence);
}

TEST_CASE("a go names the first few of many records, and how many more there are") {
  auto plan = plan_of(Kind::server);
  for (const auto* host : {"a.example.org", "b.example.org", "c.example.org"}) {
    auto record = plan.records.at(2);
    record.question.name = name(host);
    plan.records.push_back(record);
  }
  const auto sentence = ready(plan).sentence();
  CHECK_MESSAGE(
      sentence.contains("Records: example.org. MX, submission.example.org. A, a.example.org. A and 2 "
                        "more."),
      sentence);
}

TEST_CASE("a go does not hide that a waived gate fails, and what fails it") {
  auto plan = plan_of(Kind::server);
  plan.waived.push_back({"new_path_delivers", "tried by hand"});
  auto world = ready(plan);
  CHECK_FALSE(world.sentence().contains("FAILS"));
  world.set_mail("new", Fate::refused);
  world.pass(kLookEvery);
  const auto decision = world.assess().decision;
  CHECK(decision.kind == DecisionKind::go);
  CHECK_MESSAGE(decision.sentence.contains("new_path_delivers (tried by hand; FAILS: message "),
                decision.sentence);
}

TEST_CASE("who is to wait before the old server is retired is not told that it may refuse mail") {
  MovingWorld world(plan_of(Kind::server), 300);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 300);
  world.pass(kLookEvery);
  const auto sentence = world.sentence();
  CHECK_MESSAGE(sentence.starts_with("Wait until "), sentence);
  CHECK_MESSAGE(sentence.contains(" before you retire the old server: copies of "), sentence);
  CHECK_FALSE(sentence.contains("may refuse"));
}

TEST_CASE("where the quiet of the old server is waived, the go says until when senders may still try it") {
  auto world = switched(plan_of(Kind::address));
  world.pass(kHour);
  const auto decision = world.assess().decision;
  REQUIRE_MESSAGE(decision.kind == DecisionKind::go, decision.sentence);
  REQUIRE(decision.next == Step::retire_old);
  CHECK_MESSAGE(decision.sentence.contains("Senders may still try the old server until "
                                           "2026-12-03T02:00:00.100Z (old_quiet_for)."),
                decision.sentence);
  world.pass_unwatched(48 * kHour);
  world.pass(1200);
  CHECK(world.assess().decision.next == Step::retire_old);
  CHECK_FALSE(world.sentence().contains("Senders may still try"));
}

TEST_CASE("the go to retire the old server names what leads there for good, where it may be switched off") {
  const dns::Question imap{name("imap.example.org"), dns::RrType::a};
  for (const auto kind : {Kind::address, Kind::server, Kind::proxy}) {
    auto plan = plan_of(kind);
    std::erase_if(plan.records, [](const WatchedRecord& record) {
      return record.question == kMailA && record.stages.back().is_absent();
    });
    plan.records.push_back({.question = imap,
                            .stages = {dns::RrSet::parse(dns::RrType::a, {"192.0.2.10"}).value()},
                            .bounds = plan.records.front().bounds});
    const auto decision = left(plan).assess().decision;
    const bool is_told = decision.sentence.contains(" Still leading there: imap.example.org. A.");
    CHECK_MESSAGE(is_told == (kind != Kind::proxy), decision.sentence);
  }
}

TEST_CASE("nobody is told to switch off the server that goes on behind the proxy") {
  const auto of_proxy = left(plan_of(Kind::proxy));
  CHECK_MESSAGE(of_proxy.sentence().starts_with("Go: retire the old server now. Let it take mail from the "
                                                "proxy only; once it does, restore the TTL. "),
                of_proxy.sentence());
  for (const auto kind : {Kind::address, Kind::server}) {
    const auto sentence = left(plan_of(kind)).sentence();
    CHECK_MESSAGE(sentence.starts_with(
                      "Go: retire the old server now. It may refuse mail from now on, or be switched off"),
                  sentence);
  }
}

TEST_CASE("who retires a server that other domains may use is told of these, and to leave their mail alone") {
  const OtherDomains others{.first = {"example.net", "example.com"}, .more = 3};
  for (const auto& [kind, words] :
       {std::pair{
            Kind::proxy,
            "Let it take mail for example.org from the proxy only; once it does, restore the TTL. Mail for "
            "example.net, example.com and 3 more may go there too: do not lock that out."},
        std::pair{Kind::server,
                  "It may refuse mail for example.org from now on. Mail for example.net, example.com and 3 "
                  "more may go there too: do not switch it off before that has ended."}}) {
    auto plan = plan_of(kind);
    plan.shares_old_server_with = others;
    auto world = left(plan);
    CHECK_MESSAGE(world.sentence().contains(words), world.sentence());
    CHECK_FALSE(world.sentence().contains("or be switched off"));
  }
}

TEST_CASE("the end does not say to switch off what other domains may use either") {
  auto plan = plan_of(Kind::server);
  plan.shares_old_server_with.first = {"example.net"};
  plan.waived.push_back({"ttl_restored", "it stays low"});
  auto world = left(plan);
  world.take(Step::retire_old, 60);
  world.pass(900);
  CHECK_MESSAGE(world.sentence().starts_with(
                    "Done: nothing is left to do. The old server may refuse mail for example.org, if it does "
                    "not yet. Mail for example.net may go there too: do not switch it off before that has "
                    "ended. "),
                world.sentence());
}

TEST_CASE("the go to switch says that there is no way back where mail by the old path does not arrive") {
  const std::string words = " Mail by the old path does not arrive: there would be nothing to go back to.";
  for (const auto fate : {Fate::refused, Fate::missing, Fate::delivered}) {
    auto world = ready(plan_of(Kind::server));
    world.set_mail("old", fate);
    world.pass(2400);
    const auto decision = world.assess().decision;
    REQUIRE_MESSAGE(decision.kind == DecisionKind::go, decision.sentence);
    CHECK_MESSAGE(decision.sentence.contains(words) == (fate != Fate::delivered), decision.sentence);
  }
}

TEST_CASE("a go names whom the operator does without, and why, behind the waivers") {
  auto plan = plan_of(Kind::server);
  CHECK_FALSE(ready(plan).sentence().contains("Accepted"));
  plan.accepted = {{"ns3.example.net", "dead, leaves the delegation"}, {"isp-fra", "our own cache"}};
  const auto sentence = ready(plan).sentence();
  REQUIRE(sentence.starts_with("Go: "));
  CHECK_MESSAGE(sentence.contains(" Waived: "), sentence);
  CHECK_MESSAGE(sentence.ends_with(
                    "). Accepted: ns3.example.net (dead, leaves the delegation), isp-fra (our own cache)."),
                sentence);
}

TEST_CASE("the end names them, too") {
  auto plan = plan_of(Kind::server);
  plan.waived.push_back({"ttl_restored", "it stays low"});
  plan.accepted = {{"quad9", "our own cache"}};
  auto world = left(plan);
  world.take(Step::retire_old, 60);
  world.pass(900);
  REQUIRE(world.assess().decision.kind == DecisionKind::done);
  CHECK_MESSAGE(world.sentence().ends_with("). Accepted: quad9 (our own cache)."), world.sentence());
}
