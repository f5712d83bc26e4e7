#include "core/cutover/record/record_assessment.hpp"
#include "core/cutover/record/resolver_ways.hpp"
#include "core/dns/interception.hpp"
#include "core/dns/serial.hpp"
#include "core/metrics/metrics.hpp"
#include "core/time/seconds.hpp"

#include <algorithm>

namespace cutwatch::metrics {
namespace {

using cutover::RecordAssessment;
using cutover::ResolverAssessment;

/// The values of the labels domain, name, rrtype, and one more.
struct RecordLabels {
  std::string domain;
  std::string name;
  std::string rrtype;
  std::vector<std::string> alone() const { return {domain, name, rrtype}; }
  std::vector<std::string> with(std::string_view value) const {
    return {domain, name, rrtype, std::string(value)};
  }
  std::vector<std::string> with(std::string_view value, std::string_view state) const {
    return {domain, name, rrtype, std::string(value), std::string(state)};
  }
};

void add_resolver(FamilySet& out, const RecordLabels& labels, const ResolverAssessment& seen) {
  const auto& id = seen.resolver->id;
  if (seen.state) {
    for (const auto state : dns::kAnswerStates) {
      out.add("cutwatch_dns_answer_state", labels.with(id, to_string(state)), state == *seen.state ? 1 : 0);
    }
  }
  if (seen.ttl)
    out.add("cutwatch_dns_answer_ttl_seconds", labels.with(id), static_cast<double>(seen.ttl->count()));
  if (seen.oldest_copy) {
    out.add("cutwatch_dns_cache_age_seconds", labels.with(id), seconds_of(seen.oldest_copy->age));
    out.add("cutwatch_dns_cache_age_uncertainty_seconds", labels.with(id),
            seconds_of(seen.oldest_copy->uncertainty));
  }
  if (seen.old_expires) {
    out.add("cutwatch_dns_old_expires_timestamp_seconds", labels.with(id), unix_seconds(*seen.old_expires));
  }
  for (const auto cause : dns::kKeptCauses) {
    const bool is_kept = seen.kept && seen.kept->cause == cause;
    out.add("cutwatch_dns_kept_past_ttl", labels.with(id, to_string(cause)), is_kept ? 1 : 0);
  }
}

void add_bounds(FamilySet& out, const RecordLabels& labels, const cutover::RecordBounds& bounds) {
  for (const auto until : cutover::kBoundUntils) {
    const auto& bound = bounds.of(until);
    if (!bound || !*bound) continue;
    out.add("cutwatch_dns_old_bound_timestamp_seconds", labels.with(to_string(until)),
            unix_seconds((*bound)->at));
  }
}

void add_authority(FamilySet& out, const RecordLabels& labels, const std::string& name,
                   const cutover::NamedAuthority& seen) {
  if (seen.state) {
    for (const auto state : cutover::kAuthorityStates) {
      out.add("cutwatch_dns_authoritative_state", labels.with(name, to_string(state)),
              state == *seen.state ? 1 : 0);
    }
    out.add("cutwatch_dns_authority_lagging", labels.with(name), seen.is_lagging ? 1 : 0);
  }
  if (seen.ttl) {
    out.add("cutwatch_dns_authoritative_ttl_seconds", labels.with(name),
            static_cast<double>(seen.ttl->count()));
  }
}

void add_record(FamilySet& out, const RecordLabels& labels, const RecordAssessment& assessed) {
  std::map<dns::AnswerState, std::size_t> counts;
  for (const auto& resolver : assessed.resolvers) {
    add_resolver(out, labels, resolver);
    if (resolver.state) ++counts[*resolver.state];
  }
  for (const auto state : dns::kAnswerStates) {
    out.add("cutwatch_dns_resolvers", labels.with(to_string(state)), static_cast<double>(counts[state]));
  }
  add_bounds(out, labels, assessed.bounds);
  const bool is_quiet = assessed.quiet && assessed.quiet->state == cutover::Quiet::quiet;
  out.add("cutwatch_dns_quiet", labels.alone(), is_quiet ? 1 : 0);
  for (const auto& [name, authority] : by_name(assessed.authorities))
    add_authority(out, labels, name, authority);
  if (assessed.propagation_ratio)
    out.add("cutwatch_dns_propagation_ratio", labels.alone(), *assessed.propagation_ratio);
}

void add_serials(FamilySet& out, const std::string& domain, const DomainState& state) {
  std::map<std::string, std::uint32_t> serials;
  for (const auto& [question, record] : state.records) {
    for (const auto& [server, view] : record->authorities) {
      const auto serial = view->serial;
      if (!serial) continue;
      const auto [lowest, is_first] = serials.emplace(server.name, *serial);
      if (!is_first && dns::is_behind(*serial, lowest->second)) lowest->second = *serial;
    }
  }
  for (const auto& [name, serial] : serials) out.add("cutwatch_dns_soa_serial", {domain, name}, serial);
}

/// Records may share their zone: a server is listed by one side only where any of its zones says so.
void add_delegation_mismatches(FamilySet& out, const std::string& domain, const DomainState& state) {
  std::map<std::pair<std::string, std::string>, bool> found;
  for (const auto& [question, record] : state.records) {
    if (!record->sides || !*record->sides) continue;
    const auto& sides = **record->sides;
    for (const auto& all : {sides.parent, sides.child}) {
      for (const auto& name : all) {
        found[{name, "parent"}] |= !sides.child.contains(name);
        found[{name, "child"}] |= !sides.parent.contains(name);
      }
    }
  }
  for (const auto& [series, is_alone] : found)
    out.add("cutwatch_dns_delegation_mismatch", {domain, series.first, series.second}, is_alone ? 1 : 0);
}

/// A server whose glue is known: whether a side gives an address that the other does not.
void add_glue_mismatches(FamilySet& out, const std::string& domain, const DomainState& state) {
  std::map<std::pair<std::string, std::string>, bool> found;
  for (const auto& [question, record] : state.records) {
    if (!record->sides || !*record->sides) continue;
    const auto& sides = **record->sides;
    const auto differences = sides.glue_differences();
    for (const auto& [name, addresses] : sides.glue) {
      if (!sides.addresses.contains(name)) continue;
      const auto difference = differences.find(name);
      const bool differs = difference != differences.end();
      found[{name, "parent"}] |= differs && !difference->second.only_parent.empty();
      found[{name, "child"}] |= differs && !difference->second.only_child.empty();
    }
  }
  for (const auto& [series, is_alone] : found)
    out.add("cutwatch_dns_glue_mismatch", {domain, series.first, series.second}, is_alone ? 1 : 0);
}

void add_mx_problems(FamilySet& out, const std::string& domain, const DomainState& state) {
  const auto known = state.mx_problems();
  if (!known) return;
  for (const auto problem : dns::kMxProblems) {
    out.add("cutwatch_dns_mx_problem", {domain, std::string(to_string(problem))},
            known->contains(problem) ? 1 : 0);
  }
}

void add_resolver_totals(FamilySet& out, const std::string& id, const ResolverTotals& totals) {
  for (const auto result : kQueryResults) {
    const auto count = totals.queries.find(result);
    out.add("cutwatch_dns_queries_total", {id, std::string(to_string(result))},
            count == totals.queries.end() ? 0 : static_cast<double>(count->second));
  }
  out.add("cutwatch_dns_unexpected_replies_total", {id}, static_cast<double>(totals.unexpected_replies));
  for (const auto& [transport, duration] : totals.duration) {
    out.add("cutwatch_dns_query_duration_seconds", {id, std::string(to_string(transport))}, duration);
  }
}

using Ways = std::map<std::string, cutover::ResolverWays>;

void add_ways(FamilySet& out, const Ways& by_resolver) {
  for (const auto& [id, ways] : by_resolver) {
    if (ways.caches > 0) out.add("cutwatch_dns_caches", {id}, static_cast<double>(ways.caches));
    if (ways.cap) out.add("cutwatch_dns_ttl_cap_seconds", {id}, seconds_of(*ways.cap));
    if (ways.floor) out.add("cutwatch_dns_ttl_floor_seconds", {id}, seconds_of(*ways.floor));
  }
}

const Shared<DomainState>& known_of(const cutover::Plan& plan, const Snapshot& snapshot) {
  static const Shared<DomainState> kNothing;
  const auto domain = snapshot.domains.find(plan.label());
  return domain == snapshot.domains.end() ? kNothing : domain->second;
}

/// What one resolver showed over all watched records.
dns::ResolverEvidence evidence_of(const dns::Resolver& resolver, const Watched& watched,
                                  const Snapshot& snapshot, WallTime now) {
  dns::ResolverEvidence evidence{.resolver = &resolver};
  for (const auto& plan : watched.plans) {
    for (const auto& [question, record] : known_of(plan, snapshot)->records) {
      const auto view = record->resolvers.find(resolver.id);
      if (view != record->resolvers.end()) evidence.add(*view->second, now);
    }
  }
  return evidence;
}

void add_interceptions(FamilySet& out, const Watched& watched, const Snapshot& snapshot, WallTime now) {
  std::vector<dns::ResolverEvidence> evidence;
  for (const auto& resolver : watched.resolvers)
    evidence.push_back(evidence_of(resolver, watched, snapshot, now));
  const auto suspicions = dns::find_interceptions(evidence);
  for (const auto& each : evidence) {
    if (each.has_answered)
      out.add("cutwatch_dns_intercepted", {each.resolver->id},
              suspicions.contains(each.resolver->id) ? 1 : 0);
  }
}

/// What the records of one domain told of each resolver.
Ways add_domain(FamilySet& out, const cutover::Plan& plan, const cutover::CutoverAssessment& assessed,
                const Snapshot& snapshot) {
  const DomainState& state = *known_of(plan, snapshot);
  Ways ways;
  for (const auto& record : assessed.records) {
    const auto& question = record.record->question;
    const RecordLabels labels{plan.label(), question.name.text(), std::string(to_string(question.type))};
    add_record(out, labels, record);
    for (const auto& seen : record.resolvers) {
      auto& known_ways = ways[seen.resolver->id];
      known_ways = joined(known_ways, ways_of(seen));
    }
  }
  const auto honoured = honoured_ratio(ways);
  if (honoured) out.add("cutwatch_dns_ttl_honoured_ratio", {plan.label()}, *honoured);
  add_serials(out, plan.label(), state);
  add_delegation_mismatches(out, plan.label(), state);
  add_glue_mismatches(out, plan.label(), state);
  add_mx_problems(out, plan.label(), state);
  return ways;
}

}  // namespace

void add_dns_metrics(FamilySet& out, const Watched& watched, const Snapshot& snapshot,
                     const std::vector<cutover::CutoverAssessment>& assessed, WallTime now) {
  static const Shared<ResolverTotals> kNone;
  Ways ways;
  for (std::size_t i = 0; i < assessed.size(); ++i) {
    for (const auto& [id, seen] : add_domain(out, watched.plans[i], assessed[i], snapshot))
      ways[id] = joined(ways[id], seen);
  }
  add_ways(out, ways);
  for (const auto& resolver : watched.resolvers) {
    const auto found = snapshot.resolvers.find(resolver.id);
    add_resolver_totals(out, resolver.id, found == snapshot.resolvers.end() ? *kNone : *found->second);
  }
  add_interceptions(out, watched, snapshot, now);
}

}  // namespace cutwatch::metrics
