#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <string>
#include <vector>

// Whatever becomes of mail that users of the servers send: no gate, no condition and no decision rests on it.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const RoundTrip kOut{.id = "out",
                     .from = "probe@example.org",
                     .to = "probe@example.net",
                     .paths = {Path::old_path, Path::new_path},
                     .mailbox = "inbox",
                     .entrance = mail::Entrance::submission};

Plan with_outbound(Plan plan) {
  for (auto& server : plan.servers) {
    server.submission = server.addresses;
    for (auto& each : server.submission) each.endpoint.port = 587;
  }
  plan.outbound = {kOut};
  return plan;
}

/// One message out by a path, with whatever end.
void send_out(MovingWorld& world, Cases& cases, int number) {
  using enum mail::SmtpDisposition;
  const auto path = cases.chance(50) ? Path::old_path : Path::new_path;
  auto entry = planned_message(world.plan(), kOut, path);
  entry.id = fmt::format("out-{}", number);
  entry.recorded = at(world.now());
  world.see(MessageRecorded{.domain = kDomain, .entry = entry});
  const auto disposition =
      std::vector{accepted, refused, deferred, not_sent}.at(static_cast<std::size_t>(cases.between(0, 3)));
  auto tried = std::get<MessageAttempted>(attempted(world.now() + 1, entry.id, disposition));
  tried.entrance = mail::Entrance::submission;
  tried.attempt.certificate_not_after = at(0);
  world.see(tried);
  if (disposition == accepted && cases.chance(70))
    world.see(mailbox_shows(world.now() + 1, {{entry.id, 1, cases.chance(30)}}));
}

/// Gates, conditions and the decision, as they are told.
std::vector<std::string> told(const MovingWorld& world) {
  const auto assessed = world.assess();
  std::vector<std::string> out{assessed.decision.sentence};
  for (const auto& gate : assessed.gates)
    out.push_back(
        fmt::format("{} {}: {}", gate.rule->id, to_string(gate.verdict.kind), gate.verdict.evidence));
  for (const auto& condition : assessed.conditions) out.push_back(condition.sentence());
  return out;
}

}  // namespace

TEST_CASE("a cutover is judged alike with and without mail that is sent out") {
  for (const auto kind : {Kind::proxy, Kind::address, Kind::server}) {
    Cases cases(6409 + static_cast<std::uint64_t>(kind));
    const auto plan = moving_plan(kind, pending_gates());
    MovingWorld plain(plan, 60);
    MovingWorld busy(with_outbound(plan), 60);
    for (int step = 0; step < 60; ++step) {
      if (step == 30) {
        plain.take(Step::switch_over, 60);
        busy.take(Step::switch_over, 60);
      }
      const auto fate = cases.chance(20) ? Fate::refused : Fate::delivered;
      plain.set_mail("new", fate);
      busy.set_mail("new", fate);
      plain.pass(kLookEvery);
      busy.pass(kLookEvery);
      const auto looked = mailbox_shows(plain.now() + 1, {});
      plain.see(looked);
      busy.see(looked);
      send_out(busy, cases, step);
      CAPTURE(to_string(kind));
      CAPTURE(step);
      CHECK(told(plain) == told(busy));
    }
  }
}

TEST_CASE("mail that is sent out well is no evidence that mail comes in") {
  auto plan = with_outbound(moving_plan(Kind::server, pending_gates()));
  MovingWorld world(plan, 60);
  world.set_mail("new", Fate::missing);
  world.pass(kLookEvery);
  for (int i = 0; i < 10; ++i) {
    auto entry = planned_message(world.plan(), kOut, Path::new_path);
    entry.id = fmt::format("out-{}", i);
    entry.recorded = at(world.now());
    world.see(MessageRecorded{.domain = kDomain, .entry = entry});
    world.see(attempted(world.now(), entry.id, mail::SmtpDisposition::accepted));
    world.see(mailbox_shows(world.now(), {{entry.id}}));
    world.pass(kLookEvery);
    CHECK(world.verdict(Step::switch_over, "new_path_delivers").kind != VerdictKind::pass);
  }
}
