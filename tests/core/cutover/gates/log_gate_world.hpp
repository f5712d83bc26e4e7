#pragma once
#include "core/cutover/conditions/condition.hpp"
#include "core/cutover/gates/log_gates.hpp"
#include "tests/core/cutover/lockdown/lock_world.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Servers whose logs were read, and what is made of them.
namespace cutwatch::test {

/// lock_plan with both logs, and without the lock: nothing of these gates rests on it.
inline cutover::Plan logged_plan(cutover::Kind kind = cutover::Kind::proxy) {
  auto plan = lock_plan();
  plan.kind = kind;
  plan.lockdowns.clear();
  plan.logs = {{.role = cutover::ServerRole::old_server, .path = "/old.log"},
               {.role = cutover::ServerRole::new_server, .path = "/new.log"}};
  return plan;
}

/// A log that was read since `kNow - 2000` and is alive.
inline mail::LogFacts alive(double seen = kNow - 20) {
  mail::LogFacts facts{.lines = 9, .first_line = at(kNow - 2000), .last_line = at(kNow - 20)};
  facts.own_seen.add(at(seen));
  return facts;
}

inline Observation log_read(const std::string& role, const mail::LogFacts& facts, double when = kNow - 1) {
  return MailLogRead{
      .domain = kDomain, .role = role, .source = "/" + role + ".log", .at = at(when), .facts = facts};
}

struct Judged {
  Snapshot snapshot;
  cutover::CutoverAssessment assessment;
  Judged(const cutover::Plan& plan, const std::vector<Observation>& seen, double now = kNow)
      : snapshot(folded(seen)),
        assessment(cutover::assess(plan, *snapshot.domains.at(kDomain), {}, at(now))) {}

  cutover::Verdict gate(std::string_view id) const {
    const auto found = std::ranges::find_if(assessment.gates,
                                            [&](const cutover::Gate& gate) { return gate.rule->id == id; });
    return found == assessment.gates.end()
               ? cutover::Verdict{.kind = cutover::VerdictKind::waived, .evidence = "no such gate"}
               : found->verdict;
  }
  std::optional<cutover::Severity> condition(std::string_view id) const {
    for (const auto& each : assessment.conditions) {
      if (each.rule->id == id) return each.severity;
    }
    return std::nullopt;
  }
};

/// Switched long ago, with mail by the new path, and both logs.
inline Judged judged(const mail::LogFacts& old, const mail::LogFacts& fresh,
                     const cutover::Plan& plan = logged_plan(), double heard = kNow - 1) {
  return {plan, together({records_moved(),
                          arrived(plan),
                          {log_read("old", old, heard), log_read("new", fresh, heard)}})};
}

inline mail::LogFacts with_stray(mail::StrayKind kind, double when) {
  auto facts = alive();
  facts.strays[kind].add(at(when));
  keep_stranger(facts, {.at = at(when),
                        .address = "203.0.113.9",
                        .name = "mx.sender.test",
                        .queue_id = "ABCDEF1",
                        .kind = kind});
  return facts;
}

inline mail::LogFacts with_failure(mail::RefusalClass refusal, mail::ForwardReason reason, double when,
                                   double sent) {
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

}  // namespace cutwatch::test
