#include "tests/core/cutover/gates/log_gate_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;
using mail::ForwardReason;
using mail::RefusalClass;

TEST_CASE("no_forwarding_failure: fails on what is about the way, not on single mails") {
  using enum RefusalClass;
  const auto verdict = [](const mail::LogFacts& fresh) {
    return judged(alive(), fresh).gate("no_forwarding_failure");
  };
  CHECK(verdict(alive()).kind == VerdictKind::no_evidence);
  for (const auto reason : {ForwardReason::user_unknown, ForwardReason::mailbox_full, ForwardReason::policy,
                            ForwardReason::greylisted})
    CHECK(verdict(with_failure(for_good, reason, kNow - 60, kNow - 30)).kind == VerdictKind::pass);
  for (const auto reason : {ForwardReason::forwarder_rejected, ForwardReason::next_hop_down,
                            ForwardReason::tls, ForwardReason::loop, ForwardReason::other}) {
    const auto failed = verdict(with_failure(for_now, reason, kNow - 60, kNow - 30));
    CHECK(failed.kind == VerdictKind::fail);
    CHECK(failed.evidence.contains("mail.example.org[192.0.2.10]: so it said"));
    CHECK(verdict(with_failure(for_now, reason, kNow - 400, kNow - 30)).kind == VerdictKind::pass);
  }
  // A queue that stands still is not one that hands on.
  const auto old = verdict(with_failure(for_good, ForwardReason::policy, kNow - 2000, kNow - 1000));
  CHECK(old.kind == VerdictKind::no_evidence);
  const auto good = verdict(with_failure(for_good, ForwardReason::policy, kNow - 60, kNow - 30));
  CHECK(good.evidence_at == at(kNow - 30));
  for (auto member : {&mail::LogFacts::held, &mail::LogFacts::discarded, &mail::LogFacts::kept_here}) {
    auto facts = with_failure(for_now, ForwardReason::policy, kNow - 400, kNow - 30);
    (facts.*member).add(at(kNow - 60));
    CHECK(verdict(facts).kind == VerdictKind::fail);
  }
}

TEST_CASE("no_forwarding_failure: held mail shuts it until it is released, for stray_memory at most") {
  auto plan = logged_plan();
  auto facts = with_failure(RefusalClass::for_now, ForwardReason::policy, kNow - 60, kNow - 30);
  facts.held.add(at(kNow - 1500));
  const auto verdict = [&] { return judged(alive(), facts, plan).gate("no_forwarding_failure").kind; };
  CHECK(verdict() == VerdictKind::fail);
  CHECK(judged(alive(), facts, plan).condition("mail_not_handed_on") == Severity::warning);
  plan.timing.stray_memory = Seconds{1500};
  CHECK(verdict() == VerdictKind::pass);
  plan.timing.stray_memory = Seconds{1501};
  facts.released.add(at(kNow - 50));
  CHECK(verdict() == VerdictKind::pass);
}

TEST_CASE("refusals that single mails explain are more than that when they outnumber what is taken") {
  const auto found = [](std::uint64_t refused, std::uint64_t passed_on, double when) {
    auto facts = with_failure(RefusalClass::for_good, ForwardReason::policy, kNow - 60, kNow - 30);
    add(facts.minutes, at(when), {.refused = refused, .passed_on = passed_on});
    return judged(alive(), facts);
  };
  CHECK(found(500, 20, kNow - 60).gate("no_forwarding_failure").kind == VerdictKind::fail);
  CHECK(found(500, 20, kNow - 60).condition("mail_not_handed_on") == Severity::critical);
  for (const auto& each : {found(2, 0, kNow - 60), found(20, 20, kNow - 60), found(500, 20, kNow - 1000)}) {
    CHECK(each.gate("no_forwarding_failure").kind == VerdictKind::pass);
    CHECK_FALSE(each.condition("mail_not_handed_on"));
  }
}

TEST_CASE("mail_not_handed_on: what the proxy discards or keeps, and what no other condition names") {
  using enum RefusalClass;
  const std::string_view id = "mail_not_handed_on";
  CHECK_FALSE(judged(alive(), alive()).condition(id));
  for (auto member : {&mail::LogFacts::discarded, &mail::LogFacts::kept_here}) {
    auto facts = alive();
    (facts.*member).add(at(kNow - 60));
    CHECK(judged(alive(), facts).condition(id) == Severity::critical);
    (facts.*member).last = at(kNow - 400);
    CHECK_FALSE(judged(alive(), facts).condition(id));
  }
  for (const auto reason : {ForwardReason::tls, ForwardReason::loop, ForwardReason::other}) {
    auto facts = with_failure(for_good, reason, kNow - 60, kNow - 90);
    CHECK(judged(alive(), facts).condition(id) == Severity::warning);
    keep_failure(facts, {.at = at(kNow - 50),
                         .refusal = for_good,
                         .reason = reason,
                         .queue_id = "Y",
                         .relay = "",
                         .dsn = "",
                         .words = ""});
    CHECK(judged(alive(), facts).condition(id) == Severity::critical);
    facts.held.add(at(kNow - 45));  // waits only: it hides nothing
    CHECK(judged(alive(), facts).condition(id) == Severity::critical);
    facts.held = {};
    facts.forwarded[mail::ForwardStatus::sent].add(at(kNow - 40));
    CHECK_FALSE(judged(alive(), facts).condition(id));
  }
  CHECK_FALSE(
      judged(alive(), with_failure(for_good, ForwardReason::policy, kNow - 60, kNow - 90)).condition(id));
}

TEST_CASE("the proxy's log raises what keeps it from the old server, until mail gets through again") {
  using enum RefusalClass;
  const auto condition = [](RefusalClass refusal, ForwardReason reason, double sent, std::string_view id) {
    return judged(alive(), with_failure(refusal, reason, kNow - 60, sent)).condition(id);
  };
  CHECK(condition(for_good, ForwardReason::forwarder_rejected, kNow - 90, "upstream_rejects_proxy") ==
        Severity::warning);
  auto twice = with_failure(for_good, ForwardReason::forwarder_rejected, kNow - 60, kNow - 90);
  twice.last_failures.push_back(twice.last_failures.back());
  CHECK(judged(alive(), twice).condition("upstream_rejects_proxy") == Severity::warning);
  twice.last_failures.back().queue_id = "Y";
  CHECK(judged(alive(), twice).condition("upstream_rejects_proxy") == Severity::critical);
  CHECK_FALSE(condition(for_good, ForwardReason::forwarder_rejected, kNow - 30, "upstream_rejects_proxy"));
  CHECK(condition(for_now, ForwardReason::next_hop_down, kNow - 90, "upstream_down") == Severity::critical);
  CHECK_FALSE(condition(for_now, ForwardReason::next_hop_down, kNow - 30, "upstream_down"));
  CHECK(condition(for_now, ForwardReason::forwarder_rejected, kNow - 90, "upstream_rejects_proxy") ==
        Severity::critical);
  CHECK_FALSE(condition(for_good, ForwardReason::user_unknown, kNow - 90, "upstream_rejects_proxy"));
  CHECK(condition(for_now, ForwardReason::greylisted, kNow - 30, "forward_greylisted") == Severity::info);
  CHECK_FALSE(condition(for_now, ForwardReason::mailbox_full, kNow - 30, "forward_greylisted"));
}
