#include "core/cutover/gates/name_gates.hpp"

#include "core/cutover/gates/left_out.hpp"
#include "core/cutover/gates/over_records.hpp"
#include "core/cutover/gates/proven_hosts.hpp"
#include "core/cutover/gates/resolver_news.hpp"
#include "core/cutover/plan/mx_hosts.hpp"
#include "core/cutover/record/published.hpp"
#include "core/dns/mx_lint.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace cutwatch::cutover {
namespace {

bool is_alias(const RecordEvidence& of) {
  return std::ranges::any_of(of.state.authorities, [](const auto& authority) {
    const auto& last = authority.second->last;
    return last && last->answer && last->answer->is_alias;
  });
}

/// A family that the host was seen to have addresses of and that no record is about: mail is led by those
/// too, and nobody knows whereto. Null where a resolver has told of none, or was not asked.
const dns::RrType* unwatched_family(const Evidence& evidence, const dns::Name& host) {
  const auto& findings = evidence.state.mx_findings;
  if (!findings) return nullptr;
  const auto found = findings->find(host.text());
  if (found == findings->end()) return nullptr;
  const auto watched = addresses_of(evidence, host);
  for (const auto& [type, has_any] : found->second.has_addresses) {
    const bool is_watched = std::ranges::any_of(
        watched, [&](const RecordEvidence& each) { return each.record.question.type == type; });
    if (has_any && !is_watched) return &type;
  }
  return nullptr;
}

Verdict published_addresses(const Evidence& evidence, const dns::Name& host) {
  const auto watched = addresses_of(evidence, host);
  if (watched.empty()) {
    return no_evidence(
        fmt::format("the addresses of {} are not watched: add a record for them", host.text()));
  }
  bool has_address = false;
  std::optional<WallTime> oldest;
  for (const auto& each : watched) {
    const auto heard = authorities_heard(evidence, each);
    if (!heard) return heard.error();
    if (is_alias(each)) return fail(fmt::format("{} is an alias, which an MX must not name", host.text()));
    const auto servers = published(each.record, each.state);
    const auto stranger =
        std::ranges::find_if(servers, [](const PublishedAt& server) { return !server.stage; });
    if (stranger != servers.end()) {
      return fail(fmt::format("{} publishes {} for {}, which is no stage of the plan",
                              cutover::text_of(stranger->server), stranger->version->rrset.text(),
                              cutover::text_of(each.record)));
    }
    has_address = has_address || std::ranges::none_of(servers, [](const PublishedAt& server) {
                    return server.version->rrset.is_absent();
                  });
    oldest = std::min(oldest.value_or(*heard), *heard);
  }
  if (!has_address) return fail(fmt::format("{} has no address at every name server", host.text()));
  if (const auto* type = unwatched_family(evidence, host)) {
    return no_evidence(fmt::format("{} has {} records that are not watched: add a record for them",
                                   host.text(), dns::to_string(*type)));
  }
  auto good = pass(fmt::format("{} has addresses{}", host.text(), without_accepted_servers(watched)));
  good.evidence_at = oldest;
  return good;
}

std::string text_of(const std::set<dns::MxProblem>& problems) {
  std::string out;
  for (const auto problem : problems)
    out += fmt::format("{}{}", out.empty() ? "" : ", ", dns::to_string(problem));
  return out;
}

/// What holds an address at one resolver back: it remembers that there was none, or something else.
Verdict known_to_resolver(const RecordEvidence& of, const ResolverAssessment& resolver, WallTime now) {
  if (resolver.expires && *resolver.expires > now) {
    return wait_until(*resolver.expires,
                      fmt::format("{} holds something else for {} until {}", resolver.resolver->id,
                                  cutover::text_of(of.record), rfc3339(*resolver.expires)));
  }
  return fail(
      fmt::format("{} does not hold {} as published", resolver.resolver->id, cutover::text_of(of.record)));
}

/// By its living copies, whatever became of the last question.
bool holds_other(const RecordEvidence& of, const ResolverAssessment& resolver) {
  using enum dns::AnswerState;
  return resolver.state == old_stage || resolver.state == mixed || resolver.state == other ||
         is_keeping(of, resolver);
}

Verdict known_to_resolvers(const Evidence& evidence, const RecordEvidence& of) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  if (of.assessment.is_own_network_down)
    return no_evidence("this host does not get through to the resolvers");
  const auto left_out = without_accepted_resolvers(evidence, of);
  std::optional<Verdict> verdict;
  for (const auto& resolver : of.assessment.resolvers) {
    const bool has_other = holds_other(of, resolver);
    if (!has_other && said_lately(evidence, of, resolver) != dns::AnswerState::new_stage) continue;
    if (is_accepted(evidence.plan, *resolver.resolver)) continue;
    auto known = pass(fmt::format("resolvers have {}{}", cutover::text_of(of.record), left_out));
    if (has_other) known = known_to_resolver(of, resolver, evidence.now);
    if (resolver.view->last) known.evidence_at = resolver.view->last->at;
    verdict = verdict ? both(*std::move(verdict), std::move(known)) : std::move(known);
  }
  if (!verdict)
    return no_evidence(
        fmt::format("no resolver has answered for {} lately{}", cutover::text_of(of.record), left_out));
  return *std::move(verdict);
}

/// Of the MX as it is to be once a step is taken.
Verdict mx_valid(const Evidence& evidence, Step step) {
  const auto* mx = mx_of(evidence.plan);
  if (mx == nullptr) return no_evidence("the plan does not watch the domain's MX");
  const auto stage = stage_after(evidence.plan, *mx, step);
  std::set<dns::MxProblem> problems;
  for (const auto& [exchange, finding] : dns::lint(mx->stages[stage], {}))
    problems.insert(finding.problems.begin(), finding.problems.end());
  problems.erase(dns::MxProblem::unresolvable);
  if (!problems.empty()) return fail(fmt::format("{}: {}", mx->stages[stage].text(), text_of(problems)));
  std::optional<Verdict> verdict;
  for (const auto& host : hosts_of(*mx, stage)) {
    auto sound = published_addresses(evidence, host);
    verdict = verdict ? both(*std::move(verdict), std::move(sound)) : std::move(sound);
  }
  if (!verdict) return fail(fmt::format("{} names no host", mx->stages[stage].text()));
  return both(*std::move(verdict), leads_to_proven(evidence, *mx, step));
}

}  // namespace

Verdict judge_mx_valid(const Evidence& evidence) { return mx_valid(evidence, Step::switch_over); }

Verdict judge_mx_valid_without_old(const Evidence& evidence) { return mx_valid(evidence, Step::remove_old); }

Verdict judge_mx_valid_in_the_end(const Evidence& evidence) {
  auto verdict = mx_valid(evidence, Step::retire_old);
  const auto* mx = mx_of(evidence.plan);
  if (mx == nullptr) return verdict;
  return both(std::move(verdict), leads_away_from_old(evidence, *mx, Step::retire_old));
}

Verdict judge_new_names_resolve(const Evidence& evidence) {
  const auto* mx = mx_of(evidence.plan);
  if (mx == nullptr) return no_evidence("the plan does not watch the domain's MX");
  auto verdict = pass("the switch names no new host");
  for (const auto& host : new_hosts(evidence.plan, *mx, Step::switch_over)) {
    const auto none = fmt::format("the addresses of {} are not watched: add a record for them", host.text());
    verdict = both(over_records(evidence, addresses_of(evidence, host), none, known_to_resolvers),
                   std::move(verdict));
  }
  return verdict;
}

}  // namespace cutwatch::cutover
