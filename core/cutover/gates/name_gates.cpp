#include "core/cutover/gates/name_gates.hpp"

#include "core/cutover/gates/over_records.hpp"
#include "core/cutover/gates/resolver_news.hpp"
#include "core/cutover/record/published.hpp"
#include "core/dns/mx_lint.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string>

namespace cutwatch::cutover {
namespace {

const WatchedRecord* mx_of(const Plan& plan) {
  const auto mx =
      std::ranges::find(plan.records, dns::Question{plan.domain, dns::RrType::mx}, &WatchedRecord::question);
  return mx == plan.records.end() ? nullptr : &*mx;
}

/// The hosts that a stage of the MX names.
std::set<dns::Name> hosts_of(const WatchedRecord& mx, std::size_t stage) {
  return dns::targets_to_resolve(mx.stages.at(stage));
}

/// What is watched of a host's addresses.
std::vector<RecordEvidence> addresses_of(const Evidence& evidence, const dns::Name& host) {
  std::vector<RecordEvidence> out;
  for (const auto& each : evidence.records) {
    const bool is_address =
        each.record.question.type == dns::RrType::a || each.record.question.type == dns::RrType::aaaa;
    if (is_address && each.record.question.name == host) out.push_back(each);
  }
  return out;
}

bool is_alias(const RecordEvidence& of) {
  return std::ranges::any_of(of.state.authorities, [](const auto& authority) {
    const auto& last = authority.second->last;
    return last && last->answer && last->answer->is_alias;
  });
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
    has_address = has_address || std::ranges::none_of(servers, [](const PublishedAt& server) {
                    return server.version->rrset.is_absent();
                  });
    oldest = std::min(oldest.value_or(*heard), *heard);
  }
  if (!has_address) return fail(fmt::format("{} has no address at every name server", host.text()));
  auto good = pass(fmt::format("{} has addresses", host.text()));
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

Verdict known_to_resolvers(const Evidence& evidence, const RecordEvidence& of) {
  const auto heard = authorities_heard(evidence, of);
  if (!heard) return heard.error();
  if (of.assessment.is_own_network_down)
    return no_evidence("this host does not get through to the resolvers");
  std::optional<Verdict> verdict;
  for (const auto& resolver : of.assessment.resolvers) {
    const auto state = said_lately(evidence, of, resolver);
    using enum dns::AnswerState;
    if (!state || *state == unreachable || *state == error) continue;
    if (is_accepted(evidence.plan, *resolver.resolver)) continue;
    auto known = pass(fmt::format("resolvers have {}", cutover::text_of(of.record)));
    if (*state != new_stage) known = known_to_resolver(of, resolver, evidence.now);
    known.evidence_at = resolver.view->last->at;
    verdict = verdict ? both(*std::move(verdict), std::move(known)) : std::move(known);
  }
  if (!verdict)
    return no_evidence(fmt::format("no resolver has answered for {} lately", cutover::text_of(of.record)));
  return *std::move(verdict);
}

/// Hosts that the MX names after the switch and did not name at first.
std::set<dns::Name> new_hosts(const Plan& plan, const WatchedRecord& mx) {
  auto hosts = hosts_of(mx, stage_after(plan, mx, Step::switch_over));
  for (const auto& host : hosts_of(mx, 0)) hosts.erase(host);
  return hosts;
}

}  // namespace

Verdict judge_mx_valid(const Evidence& evidence) {
  const auto* mx = mx_of(evidence.plan);
  if (mx == nullptr) return no_evidence("the plan does not watch the domain's MX");
  const auto stage = stage_after(evidence.plan, *mx, Step::switch_over);
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
  return *std::move(verdict);
}

Verdict judge_new_names_resolve(const Evidence& evidence) {
  const auto* mx = mx_of(evidence.plan);
  if (mx == nullptr) return no_evidence("the plan does not watch the domain's MX");
  auto verdict = pass("the switch names no new host");
  for (const auto& host : new_hosts(evidence.plan, *mx)) {
    const auto none = fmt::format("the addresses of {} are not watched: add a record for them", host.text());
    verdict = both(over_records(evidence, addresses_of(evidence, host), none, known_to_resolvers),
                   std::move(verdict));
  }
  return verdict;
}

}  // namespace cutwatch::cutover
