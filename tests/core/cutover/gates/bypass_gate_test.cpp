#include "core/cutover/conditions/condition.hpp"
#include "core/cutover/gates/bypass_evidence.hpp"
#include "tests/core/cutover/lockdown/lock_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;
using mail::StrayKind;

namespace {

/// No log at all: the mailbox is audited.
Plan audited_plan() {
  auto plan = lock_plan();
  plan.lockdowns.clear();
  plan.mailboxes.front().allows_audit = true;
  return plan;
}

mail::BypassMail around_proxy(StrayKind kind, double when) {
  return {.at = at(when), .address = "203.0.113.9", .queue_id = "4ABC", .message_id = {}, .kind = kind};
}

Observation audit_tells(double when, const std::vector<mail::BypassMail>& mails = {},
                        std::uint64_t gaps = 0) {
  return MailboxAudited{.domain = kDomain,
                        .mailbox = "inbox",
                        .at = at(when),
                        .content = MailboxAudited::Content{
                            .bypasses = mails, .counts = {.read = 1, .gaps = gaps}, .positions = {}}};
}

struct BypassSeen {
  Verdict verdict;
  std::optional<Severity> severity;
  std::string evidence;
};

BypassSeen bypass_seen(const Plan& plan, const std::vector<Observation>& seen) {
  const auto snapshot = folded(together({records_moved(), arrived(plan), seen}));
  const auto assessment = assess(plan, *snapshot.domains.at(kDomain), {}, at(kNow));
  BypassSeen out{
      .verdict = {.kind = VerdictKind::waived, .evidence = "no such gate"}, .severity = {}, .evidence = {}};
  for (const auto& gate : assessment.gates) {
    if (gate.rule->id == "no_bypass") out.verdict = gate.verdict;
  }
  for (const auto& condition : assessment.conditions) {
    if (condition.rule->id != "mail_bypasses_proxy") continue;
    out.severity = condition.severity;
    out.evidence = condition.evidence;
  }
  return out;
}

}  // namespace

TEST_CASE("no_bypass: an audit that is read is as good as a log, one that is not is no evidence") {
  const auto plan = audited_plan();
  CHECK(bypass_seen(plan, {}).verdict.kind == VerdictKind::no_evidence);
  const auto read = bypass_seen(plan, {audit_tells(kNow - 1500), audit_tells(kNow - 20)});
  CHECK(read.verdict.kind == VerdictKind::pass);
  CHECK(read.verdict.evidence.contains("the audit of mailbox inbox"));
  CHECK(bypass_seen(plan, {audit_tells(kNow - 1500)}).verdict.kind == VerdictKind::no_evidence);
  auto failed = std::get<MailboxAudited>(audit_tells(kNow - 10));
  failed.content = fail(FailureKind::refused, "no");
  CHECK(bypass_seen(plan, {audit_tells(kNow - 1500), audit_tells(kNow - 20), failed}).verdict.kind ==
        VerdictKind::no_evidence);
}

TEST_CASE("no_bypass: waits until the audit has gone on for bypass_grace, from the last gap on") {
  const auto plan = audited_plan();
  const auto young = bypass_seen(plan, {audit_tells(kNow - 100), audit_tells(kNow - 20)}).verdict;
  CHECK(young.kind == VerdictKind::wait);
  CHECK(young.until == at(kNow + 800));
  const auto holed = bypass_seen(plan, {audit_tells(kNow - 1500), audit_tells(kNow - 20, {}, 1)}).verdict;
  CHECK(holed.until == at(kNow + 880));
}

TEST_CASE("what the audit or the agent's own mail shows is a bypass as one in the log is") {
  auto plan = audited_plan();
  for (const bool is_audit : {true, false}) {
    plan.timing.stray_memory = std::chrono::hours{24};
    const auto shown = [&](StrayKind kind, double when) {
      const std::vector mails{around_proxy(kind, when)};
      const Observation told =
          is_audit ? audit_tells(kNow - 20, mails)
                   : Observation(OwnMailAstray{.domain = kDomain, .at = at(kNow - 20), .bypasses = mails});
      return bypass_seen(plan, {audit_tells(kNow - 1500), told, audit_tells(kNow - 10)});
    };
    const auto incident = shown(StrayKind::incident, kNow - 60);
    CHECK(incident.verdict.kind == VerdictKind::fail);
    CHECK(incident.verdict.evidence.contains("203.0.113.9, id 4ABC"));
    CHECK(incident.severity == Severity::critical);
    CHECK(incident.evidence.contains(is_audit ? "audit" : "the agent's own mail"));
    CHECK(shown(StrayKind::unexpected, kNow - 60).severity == Severity::warning);
    CHECK_FALSE(shown(StrayKind::expected, kNow - 60).severity);
    CHECK(shown(StrayKind::expected, kNow - 60).verdict.kind == VerdictKind::pass);
    CHECK_FALSE(shown(StrayKind::incident, kNow - 901).severity);
    CHECK(shown(StrayKind::incident, kNow - 901).verdict.kind == VerdictKind::fail);
    plan.timing.stray_memory = Seconds{900};
    CHECK(shown(StrayKind::incident, kNow - 901).verdict.kind == VerdictKind::pass);
  }
}

TEST_CASE("a log that tells goes before an audit, and an audit stands in for one that does not") {
  auto plan = audited_plan();
  plan.logs = {{.role = ServerRole::old_server, .path = "/old.log"}};
  const std::vector audits{audit_tells(kNow - 1500), audit_tells(kNow - 20)};
  MailLogRead log{.domain = kDomain,
                  .role = "old",
                  .source = "/old.log",
                  .at = at(kNow - 1),
                  .facts = {.lines = 1, .first_line = at(kNow - 2000), .last_line = at(kNow - 20)}};
  log.facts.own_seen.add(at(kNow - 20));
  CHECK(bypass_seen(plan, together({audits, {log}})).verdict.evidence.contains("the old server's log"));
  auto broken = log;
  broken.failure = Failure{FailureKind::refused, "no permission"};
  const auto stood_in = bypass_seen(plan, together({audits, {broken}})).verdict;
  CHECK(stood_in.kind == VerdictKind::pass);
  CHECK(stood_in.evidence.contains("the audit of mailbox inbox"));
  CHECK(bypass_seen(plan, {broken}).verdict.kind == VerdictKind::no_evidence);
}
