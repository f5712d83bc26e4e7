#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

#include <string>

// What a round trip without a mailbox opens, and what it leaves shut.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

Plan told_by_reports() {
  auto plan = proxy_plan();
  plan.round_trips.resize(1);
  plan.round_trips.front().mailbox.clear();
  plan.round_trips.front().bounces = "bounces";
  return plan;
}

void send(CutoverWorld& world, const std::string& id, bool is_promised) {
  const double now = world.now();
  world.see(recorded_by(world.plan(), now, id));
  world.see(MessageAttempted{
      .domain = kDomain,
      .id = id,
      .at = at(now),
      .attempt = {.disposition = mail::SmtpDisposition::accepted, .is_report_promised = is_promised}});
}

void look(CutoverWorld& world, double when, const std::string& delivered) {
  auto read = std::get<ReportsRead>(bounced(when, delivered, mail::DsnAction::delivered, "2.0.0"));
  read.began = at(when);
  read.content->reports.front().dsn.is_bounce = false;
  if (delivered.empty()) read.content->reports.clear();
  world.see(read);
}

Verdict verdict(const CutoverWorld& world, std::string_view gate) {
  const auto assessed = world.assess();
  return world.gate(assessed, Step::switch_over, gate).verdict;
}

}  // namespace

TEST_CASE("reports tell that the new path delivers, never by which way or what arrived") {
  CutoverWorld world(told_by_reports());
  for (const auto* id : {"a", "b"}) {
    send(world, id, true);
    look(world, world.now() + 1, id);
    world.pass_unwatched(60);
  }
  CHECK(verdict(world, "new_path_delivers").kind == VerdictKind::pass);
  CHECK(verdict(world, "new_path_delivers").evidence.contains("was delivered, as was reported"));
  for (const auto* gate : {"path_proven", "headers_intact"}) {
    CAPTURE(gate);
    CHECK(verdict(world, gate).kind == VerdictKind::no_evidence);
    CHECK(verdict(world, gate).evidence.contains("has a mailbox"));
  }
}

TEST_CASE("what is untold is no evidence, under way or ended, and names why") {
  CutoverWorld world(told_by_reports());
  send(world, "a", false);
  const auto lost_after = std::chrono::duration<double>(world.plan().round_trips.front().lost_after).count();
  world.pass_unwatched(lost_after - 10);
  CHECK(verdict(world, "new_path_delivers").kind == VerdictKind::no_evidence);
  world.pass_unwatched(20);
  look(world, world.now(), "");
  const auto said = verdict(world, "new_path_delivers");
  CHECK(said.kind == VerdictKind::no_evidence);
  CHECK_MESSAGE(said.evidence.contains("offers no DSN"), said.evidence);
}
