#include "core/cutover/gates/queue_gate.hpp"

#include "core/cutover/queue/queue_standing.hpp"
#include "tests/core/cutover/lockdown/lock_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

Plan queued_plan(Kind kind = Kind::server) {
  auto plan = lock_plan();
  plan.kind = kind;
  plan.lockdowns.clear();
  plan.queues = {{.role = ServerRole::old_server, .command = {"postqueue", "-j"}}};
  return plan;
}

mail::QueueFacts staying(std::uint64_t all, std::uint64_t own = 0, std::uint64_t held = 0) {
  return {.messages = all, .staying = all, .staying_held = held, .staying_own = own};
}

Observation queue_look(double when, Result<mail::QueueFacts> facts) {
  return QueueLooked{
      .domain = kDomain, .role = "old", .source = "postqueue -j", .at = at(when), .facts = std::move(facts)};
}

/// Looks once a minute, the last one ten seconds ago.
std::vector<Observation> queue_looks(const std::vector<mail::QueueFacts>& seen) {
  std::vector<Observation> out;
  for (std::size_t i = 0; i < seen.size(); ++i)
    out.push_back(queue_look(kNow - 10 - 60 * static_cast<double>(seen.size() - 1 - i), seen[i]));
  return out;
}

std::vector<Observation> draining_queue() {
  std::vector<mail::QueueFacts> seen;
  for (std::uint64_t i = 0; i < 10; ++i) seen.push_back(staying(100 - 10 * i));
  return queue_looks(seen);
}

struct QueueJudged {
  Snapshot snapshot;
  CutoverAssessment assessment;
  QueueJudged(const Plan& plan, const std::vector<Observation>& seen, double now = kNow)
      : snapshot(folded(together({records_moved(), seen}))),
        assessment(assess(plan, *snapshot.domains.at(kDomain), {}, at(now))) {}

  Verdict verdict() const {
    const auto found = std::ranges::find_if(
        assessment.gates, [](const Gate& gate) { return gate.rule->id == "old_queue_empty"; });
    return found == assessment.gates.end() ? Verdict{.kind = VerdictKind::waived, .evidence = "no such gate"}
                                           : found->verdict;
  }
};

Verdict queue_verdict(const std::vector<Observation>& seen, const Plan& plan = queued_plan(),
                      double now = kNow) {
  return QueueJudged(plan, seen, now).verdict();
}

}  // namespace

TEST_CASE("a queue that nobody looks at, could not be looked at, or was not lately, is no evidence") {
  auto plan = queued_plan();
  plan.queues.front().role = ServerRole::new_server;
  CHECK(queue_verdict({}, plan).evidence == "nobody looks at the old server's queue (cutover.server queue)");
  CHECK(queue_verdict({}).evidence == "the old server's queue has not been looked at yet");
  const auto broken = queue_verdict(
      {queue_look(kNow - 10, cutwatch::fail(FailureKind::refused, "postqueue cannot be started: \x1b[31m"))});
  CHECK(broken.kind == VerdictKind::no_evidence);
  CHECK(broken.evidence ==
        "the old server's queue cannot be looked at: refused: postqueue cannot be started: \\x1b[31m");
  const auto empty = queue_looks({staying(0)});
  CHECK(queue_verdict(empty).kind == VerdictKind::pass);
  CHECK(queue_verdict(empty, queued_plan(), kNow + 171).kind == VerdictKind::no_evidence);
  CHECK(queue_verdict(empty, queued_plan(), kNow + 169).kind == VerdictKind::pass);
}

TEST_CASE("an empty queue passes, and one that mail only passes through") {
  const auto passing = queue_looks({{.messages = 3}});
  for (const auto kind : {Kind::proxy, Kind::address, Kind::server}) {
    CHECK(queue_verdict(queue_looks({staying(0)}), queued_plan(kind)).kind == VerdictKind::pass);
    const auto verdict = queue_verdict(passing, queued_plan(kind));
    CHECK(verdict.kind == VerdictKind::pass);
    CHECK(verdict.evidence.ends_with("; 3 messages in all"));
    CHECK(verdict.evidence_at == at(kNow - 10));
  }
}

TEST_CASE("a look in vain after a good one leaves the good one, while it is fresh") {
  auto seen = queue_looks({staying(0)});
  seen.push_back(queue_look(kNow - 5, cutwatch::fail(FailureKind::timeout, "no answer")));
  CHECK(queue_verdict(seen).kind == VerdictKind::pass);
}

TEST_CASE("a queue that drains is waited for, until it is estimated to end; no earliest time rests on that") {
  const auto verdict = queue_verdict(draining_queue());
  REQUIRE(verdict.kind == VerdictKind::wait);
  // Ten are left, ten go a minute.
  CHECK(verdict.until == at(kNow - 10 + 60));
  CHECK(verdict.evidence.contains("holds 10 messages that stay"));
  CHECK(verdict.evidence.contains("by estimate"));
  const QueueJudged judged(queued_plan(), draining_queue());
  for (const auto& step : judged.assessment.timetable) {
    for (const auto& proof : step.proofs) {
      if (proof.gate == "old_queue_empty") CHECK_FALSE(proof.until);
    }
  }
}

TEST_CASE("an end that was estimated and has passed is waited for from now on") {
  CHECK(queue_verdict(draining_queue(), queued_plan(), kNow + 100).until == at(kNow + 100));
}

TEST_CASE("a queue that does not drain, is new, on hold or longer than is read shuts the gate") {
  const std::vector<mail::QueueFacts> standing(10, staying(7));
  CHECK(queue_verdict(queue_looks(standing)).kind == VerdictKind::fail);
  CHECK(queue_verdict(queue_looks(standing)).evidence.ends_with("; it is not draining"));
  const auto young = queue_verdict(queue_looks({staying(7)}));
  CHECK(young.kind == VerdictKind::fail);
  CHECK(young.evidence.contains("not been looked at for long enough"));
  const auto held = queue_verdict(queue_looks({staying(7, 0, 2)}));
  CHECK(held.kind == VerdictKind::fail);
  CHECK(held.evidence.contains("2 of them on hold"));
  auto cut = staying(0);
  cut.messages = 100'000;
  cut.is_cut = true;
  CHECK(queue_verdict(queue_looks({cut})).kind == VerdictKind::fail);
}

TEST_CASE("behind a proxy the old server goes on: only the domain's mail is waited for") {
  const auto others = queue_looks(std::vector<mail::QueueFacts>(10, staying(7)));
  CHECK(queue_verdict(others, queued_plan(Kind::proxy)).kind == VerdictKind::pass);
  CHECK(queue_verdict(others, queued_plan(Kind::address)).kind == VerdictKind::fail);
  const auto own = queue_verdict(queue_looks({staying(7, 1)}), queued_plan(Kind::proxy));
  CHECK(own.kind == VerdictKind::fail);
  CHECK(own.evidence.starts_with("the old server's queue holds 1 message for the domain that stays"));
}

TEST_CASE("it is said where most of the mail is to go, and why it waits, escaped") {
  auto facts = staying(7);
  facts.destinations = {{"a.example", {.messages = 1}},
                        {"\x1b]b.example", {.messages = 6, .reason = "connect: \x07refused"}}};
  CHECK(queue_verdict(queue_looks({facts}))
            .evidence.contains(", most for \\x1b]b.example (connect: \\x07refused);"));
}

TEST_CASE("the drain is of what stays and is not on hold, and unknown while nothing is known") {
  const auto plan = queued_plan();
  const auto drain = [&](const std::vector<Observation>& seen, double now = kNow) {
    const QueueJudged judged(plan, seen, now);
    return queue_standing(plan, *judged.snapshot.domains.at(kDomain), ServerRole::old_server, at(now))->drain;
  };
  CHECK(drain(draining_queue()).state == DrainState::draining);
  CHECK(drain(draining_queue(), kNow + 1000) == Drain{});
  CHECK(drain({}) == Drain{});
  CHECK(drain(queue_looks({staying(2, 0, 2)})).state == DrainState::empty);
}
