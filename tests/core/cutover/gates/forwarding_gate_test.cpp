#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

// What probe mail and its bounces tell of how the proxy hands mail on.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

Plan plan_with(const std::string& bounces, Kind kind = Kind::proxy) {
  auto plan = moving_plan(kind);
  plan.round_trips.front().bounces = bounces;
  return plan;
}

MovingWorld watched(Plan plan = plan_with("bounces")) {
  MovingWorld world(std::move(plan));
  world.pass(1800);
  return world;
}

/// A message that the proxy takes, and of which nothing is seen in the mailbox.
std::string send_and_miss(MovingWorld& world) {
  world.set_mail("new", Fate::missing);
  world.pass(kLookEvery);
  world.set_mail("new", Fate::delivered);
  for (const auto& [id, entry] : world.state().mail->in_flight) {
    if (entry.path == "new") return id;
  }
  FAIL("no message is under way");
  return {};
}

Verdict verdict(const MovingWorld& world) { return world.verdict(Step::remove_old, "no_forwarding_failure"); }

}  // namespace

TEST_CASE("mail that arrives is no evidence that all mail is handed on, and it is said what is missing") {
  struct Case {
    std::string bounces;
    bool are_read;
    std::string_view words;
  };
  for (const Case& row : {Case{"", false, "bounces, which are awaited nowhere, or the log"},
                          Case{"bounces", false, "bounces, which could not be read, or the log"},
                          Case{"bounces", true, "of all other mail the log of the proxy would tell"}}) {
    CAPTURE(row.words);
    auto world = watched(plan_with(row.bounces));
    if (row.are_read) world.see(bounced(world.now(), "of-nobody", mail::DsnAction::failed, "5.1.1"));
    const auto said = verdict(world);
    CHECK(said.kind == VerdictKind::no_evidence);
    CHECK_MESSAGE(said.evidence.contains(row.words), said.evidence);
    CHECK_MESSAGE(said.evidence.contains("none is known to have failed"), said.evidence);
  }
}

TEST_CASE("a message that bounces behind the proxy is a failure, with its cause") {
  auto world = watched();
  const auto id = send_and_miss(world);
  CHECK(verdict(world).kind == VerdictKind::no_evidence);
  world.see(bounced(world.now() - 2, id, mail::DsnAction::failed, "5.1.1"));
  world.pass(kLookEvery);
  const auto said = verdict(world);
  CHECK(said.kind == VerdictKind::fail);
  CHECK_MESSAGE(said.evidence.contains(id), said.evidence);
  CHECK_MESSAGE(said.evidence.contains("was taken by the proxy and bounced: 550 5.1.1 no"), said.evidence);
}

TEST_CASE("a message that the proxy gives up is a failure") {
  auto world = watched();
  const auto id = send_and_miss(world);
  world.see(bounced(world.now() - 2, id, mail::DsnAction::failed, "4.4.7"));
  world.pass(kLookEvery);
  CHECK(verdict(world).kind == VerdictKind::fail);
  CHECK_MESSAGE(verdict(world).evidence.contains("was taken by the proxy and was given up"),
                verdict(world).evidence);
}

TEST_CASE("a message that is lost without a word is a failure as well") {
  auto world = watched();
  send_and_miss(world);
  world.pass(1080);
  const auto said = verdict(world);
  CHECK(said.kind == VerdictKind::fail);
  CHECK_MESSAGE(said.evidence.contains("has not arrived, and no bounce says why"), said.evidence);
}

TEST_CASE("a delay that is reported is a failure for as long as the message is under way") {
  auto world = watched();
  const auto id = send_and_miss(world);
  world.see(bounced(world.now() - 2, id, mail::DsnAction::delayed, "4.2.0"));
  const auto said = verdict(world);
  CHECK(said.kind == VerdictKind::fail);
  CHECK_MESSAGE(said.evidence.contains("is put off behind it: "), said.evidence);
  world.see(mailbox_shows(world.now() + 3, {{.id = id}}));
  CHECK(verdict(world).kind == VerdictKind::no_evidence);
}

TEST_CASE("what the proxy does not take, and a bounce of what arrived, tell nothing of handing on") {
  auto refusing = watched();
  refusing.set_mail("new", Fate::refused);
  refusing.pass(2 * kLookEvery);
  CHECK_MESSAGE(verdict(refusing).kind == VerdictKind::no_evidence, verdict(refusing).evidence);

  auto contradicted = watched();
  const auto id = send_and_miss(contradicted);
  contradicted.see(bounced(contradicted.now() - 2, id, mail::DsnAction::failed, "5.1.1"));
  contradicted.see(mailbox_shows(contradicted.now() + 3, {{.id = id}}));
  contradicted.pass(kLookEvery);
  CHECK_MESSAGE(verdict(contradicted).kind == VerdictKind::no_evidence, verdict(contradicted).evidence);
}

TEST_CASE("a failure is told for as long as its message is evidence") {
  auto world = watched();
  const auto id = send_and_miss(world);
  world.see(bounced(world.now() - 2, id, mail::DsnAction::failed, "5.1.1"));
  world.pass(kLookEvery);
  REQUIRE(verdict(world).kind == VerdictKind::fail);
  world.pass(3600);
  CHECK_MESSAGE(verdict(world).kind == VerdictKind::no_evidence, verdict(world).evidence);
}
