#include "core/cutover/gates/bypass_evidence.hpp"

#include "core/cutover/bypass/audit_pace.hpp"
#include "core/cutover/gates/log_gates.hpp"
#include "core/cutover/gates/server_logs.hpp"
#include "core/text/counted.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <ranges>
#include <utility>

namespace cutwatch::cutover {
namespace {

using mail::BypassSource;
using mail::StrayKind;

constexpr std::size_t kMostBypassWords = 512;

std::string evidence_of(const BypassState& state, BypassSource source, StrayKind kind) {
  for (const auto& each : state.last | std::views::reverse) {
    if (each.source != source || each.mail.kind != kind) continue;
    return fmt::format("{}, id {}, by {}",
                       each.mail.address.empty() ? "an unknown address" : each.mail.address,
                       each.mail.queue_id.empty() ? "unknown" : each.mail.queue_id,
                       source == BypassSource::audit ? "the audit of a mailbox" : "the agent's own mail");
  }
  return "an address that is not kept";
}

void add(std::optional<BypassTold>& told, const mail::Tally& tally, std::string last) {
  if (tally.count == 0) return;
  if (!told) told.emplace();
  if (told->last.empty() || told->tally.last < tally.last) told->last = std::move(last);
  told->tally.add(tally);
}

std::optional<BypassWatch> watched_by_audit(const Evidence& evidence) {
  for (const auto& mailbox : evidence.plan.mailboxes) {
    if (!is_audited(evidence.plan, mailbox)) continue;
    const auto& audits = evidence.state.bypass->audits;
    const auto known = audits.find(mailbox.id);
    if (known == audits.end() || known->second.failure || !known->second.begun || !known->second.last_read)
      continue;
    const auto seen = *known->second.last_read;
    if (!evidence.is_fresh(seen, audit_interval(evidence.plan, mailbox))) continue;
    return BypassWatch{*known->second.begun, seen, fmt::format("the audit of mailbox {}", mailbox.id)};
  }
  return std::nullopt;
}

Verdict nobody_tells(const Evidence& evidence, Verdict by_log) {
  const bool has_audit = std::ranges::any_of(
      evidence.plan.mailboxes, [&](const Mailbox& each) { return is_audited(evidence.plan, each); });
  if (!has_audit) return by_log;
  return no_evidence(fmt::format("{}, and no mailbox has been audited lately", by_log.evidence));
}

/// Mail that no copy from before the switch explains.
std::optional<BypassTold> unexplained(const Evidence& evidence) {
  const auto memory = evidence.plan.timing.stray_memory;
  auto incident = bypass_within(evidence, StrayKind::incident, memory);
  return incident ? incident : bypass_within(evidence, StrayKind::unexpected, memory);
}

Verdict none_of_late(const Evidence& evidence, const BypassWatch& watch, WallTime switched) {
  const auto grace = evidence.plan.timing.bypass_grace;
  const auto begun = std::max(switched, watch.since);
  if (evidence.now < begun + grace)
    return wait_until(begun + grace, fmt::format("{} has been read since {} only", watch.by, rfc3339(begun)));
  const auto expected = bypass_told(evidence, StrayKind::expected);
  return pass(fmt::format(
      "by {} no mail came around the proxy in the last {} s{}", watch.by,
      std::chrono::duration_cast<Seconds>(grace).count(),
      expected ? fmt::format(" that no old copy explains; {} came by one, the last at {}",
                             counted(expected->tally.count, "message"),
                             expected->tally.last ? rfc3339(*expected->tally.last) : "an unknown time")
               : ""));
}

Verdict seen_at_last(Verdict verdict, std::optional<WallTime> at) {
  verdict.evidence = printable(verdict.evidence, kMostBypassWords);
  verdict.evidence_at = at;
  return verdict;
}

}  // namespace

std::optional<BypassTold> bypass_told(const Evidence& evidence, StrayKind kind) {
  std::optional<BypassTold> told;
  if (evidence.plan.kind != Kind::proxy) return told;
  const auto facts = told_by_logs(evidence, ServerRole::old_server);
  add(told, mail::tally_of(facts.strays, kind), words_of_last(facts, kind));
  if (told) told->read = strays_read(evidence, ServerRole::old_server, kind);
  const auto& state = *evidence.state.bypass;
  for (const auto source : {BypassSource::audit, BypassSource::probe})
    add(told, mail::tally_of(state.strays, std::pair(source, kind)), evidence_of(state, source, kind));
  return told;
}

std::optional<BypassTold> bypass_within(const Evidence& evidence, StrayKind kind, Millis age) {
  auto told = bypass_told(evidence, kind);
  const auto last = told ? std::max(told->tally.last, told->read) : std::nullopt;
  const bool is_late = last && evidence.now - *last < age;
  return is_late ? std::move(told) : std::nullopt;
}

std::expected<BypassWatch, Verdict> bypass_watch(const Evidence& evidence) {
  auto facts = log_evidence(evidence, ServerRole::old_server);
  if (facts)
    return BypassWatch{std::max(facts->first_line, facts->gaps.last).value_or(evidence.now),
                       facts->last_line.value_or(evidence.now), "the old server's log"};
  if (auto audit = watched_by_audit(evidence)) return *std::move(audit);
  return std::unexpected(nobody_tells(evidence, std::move(facts.error())));
}

Verdict judge_no_bypass(const Evidence& evidence) {
  const auto& since = evidence.standing.switched_since;
  if (!since) return no_evidence("nothing is switched: no mail should come through the proxy alone");
  if (const auto told = unexplained(evidence))
    return seen_at_last(
        fail(fmt::format("the old server took mail around the proxy, {} so far, the last at {} from {}",
                         counted(told->tally.count, "message"), rfc3339(*told->tally.last), told->last)),
        told->tally.last);
  const auto watch = bypass_watch(evidence);
  if (!watch) return watch.error();
  return seen_at_last(none_of_late(evidence, *watch, *since), watch->seen);
}

}  // namespace cutwatch::cutover
