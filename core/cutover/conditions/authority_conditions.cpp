#include "core/cutover/conditions/authority_conditions.hpp"

#include "core/cutover/gates/unplanned.hpp"
#include "core/cutover/record/delegation_age.hpp"
#include "core/cutover/record/freshness.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/record/waited_for.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace cutwatch::cutover {
namespace {

/// An alias as a target works with most senders; nothing else does.
bool is_harmless(dns::MxProblem problem) { return problem == dns::MxProblem::cname; }

/// Of those whose end only servers that have left the delegation hold up. Nobody hears them any more.
std::optional<Finding> waits_for_departed(const RecordEvidence& of) {
  const auto& bounds = of.assessment.bounds;
  for (const auto& bound : {bounds.old_host, bounds.changed, bounds.lowered, std::optional(bounds.unseen)}) {
    if (!bound || *bound || bound->error().waits_for.empty()) continue;
    if (is_listed_waited_for(of.state, bound->error())) continue;
    return Finding{fmt::format("the bounds of {} have no end: {}", text_of(of.record),
                               waited_for(of.state, bound->error()))};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Finding> authorities_disagree(const Evidence& evidence, const RecordEvidence& of) {
  const PublishedAt* first = nullptr;
  const auto servers = published(of.record, of.state);
  for (const auto& each : servers) {
    if (each.version == nullptr) continue;
    if (first == nullptr) first = &each;
    if (each.version->rrset == first->version->rrset) continue;
    const auto since = std::max(each.version->first_seen, first->version->first_seen);
    if (evidence.now - since <= lag_grace(of.record.interval)) continue;
    return Finding{fmt::format("{} publishes {} for {}, {} publishes {}, since {}", text_of(first->server),
                               first->version->rrset.text(), text_of(of.record), text_of(each.server),
                               each.version->rrset.text(), rfc3339(since))};
  }
  return std::nullopt;
}

std::optional<Finding> authority_lagging(const Evidence& /*evidence*/, const RecordEvidence& of) {
  for (const auto& authority : of.assessment.authorities) {
    if (!authority.lag || of.record.accepts(authority.server)) continue;
    return Finding{fmt::format("{} is behind {} with {} since {}", text_of(authority.server),
                               text_of(authority.lag->ahead), text_of(of.record),
                               rfc3339(authority.lag->since))};
  }
  return std::nullopt;
}

std::optional<Finding> authority_lame(const Evidence& /*evidence*/, const RecordEvidence& of) {
  for (const auto& authority : of.assessment.authorities) {
    if (authority.state != AuthorityState::lame || of.record.accepts(authority.server)) continue;
    return Finding{fmt::format("{} answers for {} without authority, or refuses", text_of(authority.server),
                               text_of(of.record))};
  }
  return std::nullopt;
}

/// A server that was never asked is no finding: the agent has only begun.
std::optional<Finding> evidence_too_old(const Evidence& evidence, const RecordEvidence& of) {
  for (const auto& [server, version, stage] : published(of.record, of.state)) {
    if (version != nullptr && !evidence.is_fresh(version->last_asked, of.record.interval)) {
      return Finding{fmt::format("{} last said what it publishes for {} at {}", text_of(server),
                                 text_of(of.record), seen_at(version->last_asked, evidence.now))};
    }
    const auto view = of.state.authorities.find(server);
    const bool was_asked = view != of.state.authorities.end() && view->second->last;
    if (version == nullptr && was_asked) {
      return Finding{
          fmt::format("{} has never said what it publishes for {}", text_of(server), text_of(of.record))};
    }
  }
  return waits_for_departed(of);
}

/// Before the first look the agent has only begun.
std::optional<Finding> delegation_not_found(const Evidence& evidence, const RecordEvidence& of) {
  const bool has_failed = of.state.delegation && !*of.state.delegation;
  if (!of.state.delegation_found && !has_failed) return std::nullopt;
  auto found = delegation_too_old(evidence.plan, of.record, of.state, evidence.now);
  return found ? std::optional(Finding{*std::move(found)}) : std::nullopt;
}

std::optional<Finding> delegation_differs(const Evidence& /*evidence*/, const RecordEvidence& of) {
  if (!of.state.sides || !*of.state.sides) return std::nullopt;
  const auto findings = (*of.state.sides)->findings();
  if (findings.empty()) return std::nullopt;
  const auto more = findings.size() - 1;
  return Finding{fmt::format("{}{}", printable(findings.front(), 512),
                             more == 0 ? "" : fmt::format("; and {} more", more))};
}

std::optional<Finding> off_plan(const Evidence& /*evidence*/, const RecordEvidence& of) {
  auto found = unplanned(of);
  return found ? std::optional(Finding{*std::move(found)}) : std::nullopt;
}

std::optional<Finding> mx_problem(const Evidence& evidence) {
  if (!evidence.state.mx_findings) return std::nullopt;
  std::string what;
  auto severity = Severity::warning;
  for (const auto& [exchange, finding] : *evidence.state.mx_findings) {
    for (const auto problem : finding.problems) {
      what += fmt::format("{}{} ({})", what.empty() ? "" : ", ", printable(exchange), to_string(problem));
      if (!is_harmless(problem)) severity = Severity::critical;
    }
  }
  if (what.empty()) return std::nullopt;
  return Finding{fmt::format("the MX names {}", what), severity};
}

}  // namespace cutwatch::cutover
