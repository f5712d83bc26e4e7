#include "core/cutover/conditions/condition.hpp"
#include "core/cutover/gates/log_gates.hpp"
#include "tests/core/cutover/lockdown/lock_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;
using mail::ForwardReason;
using mail::RefusalClass;
using mail::StrayKind;

namespace {

/// lock_plan with both logs, and without the lock: nothing of these gates rests on it.
Plan logged_plan(Kind kind = Kind::proxy) {
  auto plan = lock_plan();
  plan.kind = kind;
  plan.lockdowns.clear();
  plan.logs = {{.role = ServerRole::old_server, .path = "/old.log"},
               {.role = ServerRole::new_server, .path = "/new.log"}};
  return plan;
}

/// A log that was read since `kNow - 2000` and is alive.
mail::LogFacts alive() { return {.lines = 9, .first_line = at(kNow - 2000), .last_line = at(kNow - 20)}; }

Observation log_read(const std::string& role, const mail::LogFacts& facts, double when = kNow - 1) {
  return MailLogRead{
      .domain = kDomain, .role = role, .source = "/" + role + ".log", .at = at(when), .facts = facts};
}

struct Judged {
  Snapshot snapshot;
  CutoverAssessment assessment;
  Judged(const Plan& plan, const std::vector<Observation>& seen, double now = kNow)
      : snapshot(folded(seen)), assessment(assess(plan, *snapshot.domains.at(kDomain), {}, at(now))) {}

  Verdict gate(std::string_view id) const {
    const auto found =
        std::ranges::find_if(assessment.gates, [&](const Gate& gate) { return gate.rule->id == id; });
    return found == assessment.gates.end() ? Verdict{.kind = VerdictKind::waived, .evidence = "no such gate"}
                                           : found->verdict;
  }
  std::optional<Severity> condition(std::string_view id) const {
    for (const auto& each : assessment.conditions) {
      if (each.rule->id == id) return each.severity;
    }
    return std::nullopt;
  }
};

/// Switched long ago, with mail by the new path, and both logs.
Judged judged(const mail::LogFacts& old, const mail::LogFacts& fresh, const Plan& plan = logged_plan(),
              double heard = kNow - 1) {
  return {plan, together({records_moved(),
                          arrived(plan),
                          {log_read("old", old, heard), log_read("new", fresh, heard)}})};
}

mail::LogFacts with_stray(StrayKind kind, double when) {
  auto facts = alive();
  facts.strays[kind].add(at(when));
  keep_stranger(facts, {.at = at(when),
                        .address = "203.0.113.9",
                        .name = "mx.sender.test",
                        .queue_id = "ABCDEF1",
                        .kind = kind});
  return facts;
}

mail::LogFacts with_failure(RefusalClass refusal, ForwardReason reason, double when, double sent) {
  auto facts = alive();
  keep_failure(facts, {.at = at(when),
                       .refusal = refusal,
                       .reason = reason,
                       .queue_id = "X",
                       .relay = "mail.example.org[192.0.2.10]",
                       .dsn = "5.7.1",
                       .words = "so it said"});
  facts.forwarded[mail::ForwardStatus::sent].add(at(sent));
  return facts;
}

}  // namespace

TEST_CASE("without a log, and with one that is not read or silent, no gate of logs passes") {
  const std::vector<std::string_view> gates{"no_bypass", "source_is_proxy", "old_server_quiet",
                                            "no_forwarding_failure"};
  auto unlogged = logged_plan();
  unlogged.logs.clear();
  auto silent = alive();
  silent.last_line = at(kNow - 1000);
  auto broken = MailLogRead{.domain = kDomain,
                            .role = "old",
                            .source = "/old.log",
                            .at = at(kNow - 1),
                            .facts = alive(),
                            .failure = Failure{FailureKind::refused, "no permission"}};
  auto behind = broken;
  behind.failure.reset();
  behind.behind = 7;
  for (const auto id : gates) {
    CAPTURE(std::string(id));
    const auto plan = logged_plan();
    CHECK(Judged(unlogged, together({records_moved(), arrived(unlogged)})).gate(id).kind ==
          VerdictKind::no_evidence);
    CHECK(Judged(plan, together({records_moved(), arrived(plan)})).gate(id).kind == VerdictKind::no_evidence);
    CHECK(judged(silent, silent).gate(id).kind == VerdictKind::no_evidence);
    if (id == "no_forwarding_failure") continue;
    for (const auto& read : {broken, behind})
      CHECK(Judged(plan, together({records_moved(), arrived(plan), {read, log_read("new", alive())}}))
                .gate(id)
                .kind == VerdictKind::no_evidence);
  }
}

TEST_CASE("no_bypass: fails for bypass_grace after a message that no old copy explains") {
  CHECK(judged(alive(), alive()).gate("no_bypass").kind == VerdictKind::pass);
  CHECK(judged(with_stray(StrayKind::expected, kNow - 60), alive()).gate("no_bypass").kind ==
        VerdictKind::pass);
  for (const auto kind : {StrayKind::unexpected, StrayKind::incident}) {
    const auto late = judged(with_stray(kind, kNow - 60), alive()).gate("no_bypass");
    CHECK(late.kind == VerdictKind::fail);
    CHECK(late.evidence.contains("203.0.113.9 (mx.sender.test), id ABCDEF1"));
    CHECK(judged(with_stray(kind, kNow - 901), alive()).gate("no_bypass").kind == VerdictKind::pass);
  }
}

TEST_CASE("no_bypass: waits until the log has been read for bypass_grace since the switch") {
  auto young = alive();
  young.first_line = at(kNow - 100);
  const auto verdict = judged(young, alive()).gate("no_bypass");
  CHECK(verdict.kind == VerdictKind::wait);
  CHECK(verdict.until == at(kNow + 800));
  auto holed = alive();
  holed.gaps.add(at(kNow - 50));
  CHECK(judged(holed, alive()).gate("no_bypass").until == at(kNow + 850));
}

TEST_CASE(
    "mail_bypasses_proxy: an incident is critical, what may be explained a warning, old copies nothing") {
  CHECK_FALSE(judged(with_stray(StrayKind::expected, kNow - 60), alive()).condition("mail_bypasses_proxy"));
  CHECK(judged(with_stray(StrayKind::unexpected, kNow - 60), alive()).condition("mail_bypasses_proxy") ==
        Severity::warning);
  CHECK(judged(with_stray(StrayKind::incident, kNow - 60), alive()).condition("mail_bypasses_proxy") ==
        Severity::critical);
  CHECK_FALSE(judged(with_stray(StrayKind::incident, kNow - 901), alive()).condition("mail_bypasses_proxy"));
}

TEST_CASE("source_is_proxy: by the agent's own messages by the new path") {
  auto good = alive();
  good.own_by_forwarder.add(at(kNow - 30));
  CHECK(judged(good, alive()).gate("source_is_proxy").kind == VerdictKind::pass);
  auto bad = good;
  bad.own_otherwise.add(at(kNow - 60));
  bad.own_came_from = "198.51.100.99";
  const auto verdict = judged(bad, alive()).gate("source_is_proxy");
  CHECK(verdict.kind == VerdictKind::fail);
  CHECK(verdict.evidence.contains("198.51.100.99"));
  auto old = alive();
  old.own_by_forwarder.add(at(kNow - 1000));
  CHECK(judged(old, alive()).gate("source_is_proxy").kind == VerdictKind::no_evidence);
}

TEST_CASE("old_server_quiet: for old_quiet_for no stranger's mail, and the log read all the while") {
  auto plan = logged_plan();
  plan.timing.old_quiet_for = Seconds{1000};
  CHECK(judged(alive(), alive(), plan).gate("old_server_quiet").kind == VerdictKind::pass);
  const auto mail =
      judged(with_stray(StrayKind::expected, kNow - 400), alive(), plan).gate("old_server_quiet");
  CHECK(mail.kind == VerdictKind::wait);
  CHECK(mail.until == at(kNow + 600));
  CHECK(mail.evidence.contains("203.0.113.9"));
  auto young = alive();
  young.first_line = at(kNow - 100);
  CHECK(judged(young, alive(), plan).gate("old_server_quiet").until == at(kNow + 900));
}

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
  for (auto member : {&mail::LogFacts::held, &mail::LogFacts::discarded}) {
    auto facts = with_failure(for_now, ForwardReason::policy, kNow - 400, kNow - 30);
    (facts.*member).add(at(kNow - 60));
    CHECK(verdict(facts).kind == VerdictKind::fail);
  }
}

TEST_CASE("the proxy's log raises what keeps it from the old server, until mail gets through again") {
  using enum RefusalClass;
  const auto condition = [](RefusalClass refusal, ForwardReason reason, double sent, std::string_view id) {
    return judged(alive(), with_failure(refusal, reason, kNow - 60, sent)).condition(id);
  };
  CHECK(condition(for_good, ForwardReason::forwarder_rejected, kNow - 90, "upstream_rejects_proxy") ==
        Severity::critical);
  CHECK_FALSE(condition(for_good, ForwardReason::forwarder_rejected, kNow - 30, "upstream_rejects_proxy"));
  CHECK(condition(for_now, ForwardReason::next_hop_down, kNow - 90, "upstream_down") == Severity::critical);
  CHECK_FALSE(condition(for_now, ForwardReason::next_hop_down, kNow - 30, "upstream_down"));
  CHECK_FALSE(condition(for_good, ForwardReason::user_unknown, kNow - 90, "upstream_rejects_proxy"));
  CHECK(condition(for_now, ForwardReason::greylisted, kNow - 30, "forward_greylisted") == Severity::info);
  CHECK_FALSE(condition(for_now, ForwardReason::mailbox_full, kNow - 30, "forward_greylisted"));
}

TEST_CASE("log_silent: once it is unreadable, or was silent for longer than the agent's own mail explains") {
  auto silent = alive();
  silent.last_line = at(kNow - 1000);
  CHECK_FALSE(judged(alive(), alive()).condition("log_silent"));
  CHECK_FALSE(judged(silent, alive()).condition("log_silent"));  // read since a moment ago only
  CHECK(judged(silent, alive(), logged_plan(), kNow - 500).condition("log_silent") == Severity::warning);
  CHECK_FALSE(judged(alive(), alive(), logged_plan(), kNow - 500).condition("log_silent"));
  const auto plan = logged_plan();
  const MailLogRead broken{.domain = kDomain,
                           .role = "old",
                           .source = "/old.log",
                           .at = at(kNow - 1),
                           .facts = alive(),
                           .failure = Failure{FailureKind::refused, "no permission"}};
  CHECK(Judged(plan, together({records_moved(), arrived(plan), {broken}})).condition("log_silent") ==
        Severity::warning);
  CHECK_FALSE(Judged(plan, together({records_moved(), arrived(plan)})).condition("log_silent"));
}

TEST_CASE("mail_stranded: in the other kinds, while the old server keeps mail") {
  const auto plan = logged_plan(Kind::server);
  CHECK(judged(with_stray(StrayKind::stranded, kNow - 60), alive(), plan).condition("mail_stranded") ==
        Severity::critical);
  CHECK_FALSE(judged(with_stray(StrayKind::stranded, kNow - 901), alive(), plan).condition("mail_stranded"));
  CHECK_FALSE(judged(alive(), alive(), plan).condition("mail_stranded"));
}
