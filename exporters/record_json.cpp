#include "exporters/record_json.hpp"

#include "core/text/printable.hpp"
#include "exporters/json_values.hpp"
#include "exporters/watch_table.hpp"

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

json data_of(const dns::RrSet& rrset) {
  json out = json::array();
  for (const auto& data : rrset.data()) out.push_back(printable(data, 1024));
  return out;
}

json stages_of(const dns::Stages& stages) {
  json out = json::array();
  for (const auto& stage : stages) out.push_back(data_of(stage));
  return out;
}

/// Which stages were held from when on; -1 stands for data in no stage.
json changes_of(const dns::ResolverView& view, const dns::Stages& stages) {
  json out = json::array();
  for (const auto& change : view.changes) {
    json held = json::array();
    for (const auto& rrset : change.held) {
      const auto stage = dns::stage_of(stages, rrset);
      held.push_back(stage ? static_cast<int>(*stage) : -1);
    }
    out.push_back({{"at", rfc3339(change.at)}, {"stages", held}});
  }
  return out;
}

json failure_or_null(const std::optional<dns::LastReply>& last) {
  if (!last || last->answer) return {};
  return text_of(last->answer.error());
}

json kept_json(const std::optional<dns::KeptPastTtl>& kept) {
  if (!kept) return {};
  return {{"cause", to_string(kept->cause)},
          {"or_else", kept->or_else ? json(to_string(*kept->or_else)) : json()},
          {"rrset", data_of(kept->rrset)},
          {"last_seen", rfc3339(kept->last_seen)}};
}

json delay_json(const std::optional<cutover::ExpectedDelay>& delay) {
  if (!delay) return {};
  return {{"seconds", delay->by.count()}, {"until", time_or_null(delay->until)}};
}

json resolver_json(const cutover::ResolverAssessment& seen, const dns::Stages& stages) {
  json out{{"id", seen.resolver->id},
           {"operator", seen.resolver->operator_id},
           {"address", to_string(seen.resolver->endpoint)},
           {"state", state_or_null(seen.state)},
           {"ttl_seconds", seen.ttl ? json(seen.ttl->count()) : json()},
           {"caches", seen.caches},
           {"expires", time_or_null(seen.expires)},
           {"old_expires", time_or_null(seen.old_expires)},
           {"cache_age_seconds", seen.oldest_copy ? json(seconds_of(seen.oldest_copy->age)) : json()},
           {"cache_age_uncertainty_seconds",
            seen.oldest_copy ? json(seconds_of(seen.oldest_copy->uncertainty)) : json()},
           {"ttl_cap_seconds", seen.cap ? json(seen.cap->count()) : json()},
           {"ttl_floor_seconds", seen.lengthened ? json(seen.lengthened->ttl.count()) : json()},
           {"honours_ttl", value_or_null(seen.honours_ttl)},
           {"kept_past_ttl", kept_json(seen.kept)},
           {"intercepted", seen.suspicion ? json(to_string(*seen.suspicion)) : json()},
           {"late_until", time_or_null(seen.late_until)},
           {"expected_delay", delay_json(seen.expected_delay)},
           {"changes", json::array()},
           {"failure", nullptr}};
  if (seen.view == nullptr) return out;
  out["changes"] = changes_of(*seen.view, stages);
  out["failure"] = failure_or_null(seen.view->last);
  return out;
}

json version_json(const dns::Version& version) {
  return {{"rrset", data_of(version.rrset)},
          {"ttl_seconds", version.ttl.count()},
          {"first_seen", rfc3339(version.first_seen)},
          {"last_seen", rfc3339(version.last_seen)},
          {"ended", time_or_null(version.ended)}};
}

json gap_json(const dns::Gap& gap) {
  return {{"begin", rfc3339(gap.begin)}, {"end", rfc3339(gap.end)}, {"ttl_seconds", gap.ttl.count()}};
}

json lag_json(const std::optional<cutover::AuthorityLag>& lag) {
  if (!lag) return {};
  return {{"sign", to_string(lag->sign)}, {"since", rfc3339(lag->since)}, {"ahead", name_of(lag->ahead)}};
}

json versions_json(const dns::AuthorityHistory& history) {
  json out = json::array();
  for (const auto& version : history.versions) out.push_back(version_json(version));
  return out;
}

json gaps_json(const dns::AuthorityHistory& history) {
  json out = json::array();
  for (const auto& gap : history.gaps) out.push_back(gap_json(gap));
  return out;
}

json departed_json(const dns::NameServer& server, const DepartedAuthority& gone) {
  return {{"nameserver", server.name},
          {"address", to_string(server.endpoint)},
          {"departed_at", rfc3339(gone.departed_at)},
          {"versions", versions_json(gone.history)},
          {"gaps", gaps_json(gone.history)}};
}

json authority_json(const cutover::AuthorityAssessment& seen) {
  const auto* current = seen.view->history.current();
  return {{"nameserver", seen.server.name},
          {"address", to_string(seen.server.endpoint)},
          {"state", state_or_null(seen.state)},
          {"rrset", current ? data_of(current->rrset) : json()},
          {"ttl_seconds", current ? json(current->ttl.count()) : json()},
          {"serial", seen.view->serial ? json(*seen.view->serial) : json()},
          {"lag", lag_json(seen.lag)},
          {"versions", versions_json(seen.view->history)},
          {"gaps", gaps_json(seen.view->history)},
          {"failure", failure_or_null(seen.view->last)}};
}

/// The resolver whose copy raises the bound.
json witness_json(const cutover::RecordBounds& bounds, dns::BoundBasis basis) {
  if (basis != dns::BoundBasis::shown || !bounds.witness) return {};
  return {{"resolver", bounds.witness->resolver}, {"original_ttl_seconds", bounds.witness->ttl.count()}};
}

/// Null while it has no meaning; the servers that it waits for while there is none.
json bound_json(const cutover::RecordBounds& bounds, cutover::BoundUntil until) {
  const auto& bound = bounds.of(until);
  if (!bound) return {};
  if (*bound) {
    const auto basis = (*bound)->basis;
    return {{"at", rfc3339((*bound)->at)},
            {"basis", to_string(basis)},
            {"waits_for", json::array()},
            {"shown_by", witness_json(bounds, basis)}};
  }
  json waits = json::array();
  for (const auto& server : bound->error().waits_for) waits.push_back(name_of(server));
  return {{"at", nullptr}, {"basis", nullptr}, {"waits_for", waits}, {"shown_by", nullptr}};
}

json bounds_json(const cutover::RecordBounds& bounds) {
  json out = json::object();
  for (const auto until : cutover::kBoundUntils)
    out[std::string(to_string(until))] = bound_json(bounds, until);
  return out;
}

json quiet_json(const std::optional<cutover::QuietWindow>& window) {
  if (!window) return {};
  return {{"state", to_string(window->state)},
          {"since", rfc3339(window->since)},
          {"until", rfc3339(window->until)},
          {"ttl_seconds", window->ttl.count()},
          {"sentence", window->sentence()}};
}

json curve_json(const std::vector<dns::CurvePoint>& curve) {
  json out = json::array();
  for (const auto& point : curve) out.push_back({{"at", rfc3339(point.at)}, {"ratio", point.share_new}});
  return out;
}

json glue_json(const dns::DelegationSides& sides) {
  json out = json::array();
  for (const auto& [name, difference] : sides.glue_differences()) {
    out.push_back({{"nameserver", name},
                   {"only_parent", difference.only_parent},
                   {"only_child", difference.only_child}});
  }
  return out;
}

/// Null while nothing was compared.
json delegation_json(const std::optional<Result<dns::DelegationSides>>& sides) {
  if (!sides) return {};
  if (!*sides) return {{"failure", text_of(sides->error())}};
  return {{"zone", (*sides)->zone.text()},
          {"parent", (*sides)->parent},
          {"child", (*sides)->child},
          {"only_parent", (*sides)->only_parent()},
          {"only_child", (*sides)->only_child()},
          {"glue_differences", glue_json(**sides)},
          {"failure", nullptr}};
}

}  // namespace

nlohmann::json record_json(const cutover::RecordAssessment& assessed) {
  json resolvers = json::array();
  for (const auto& resolver : assessed.resolvers)
    resolvers.push_back(resolver_json(resolver, assessed.record->stages));
  json authorities = json::array();
  for (const auto& authority : assessed.authorities) authorities.push_back(authority_json(authority));
  json departed = json::array();
  for (const auto& [server, gone] : *assessed.departed) departed.push_back(departed_json(server, *gone));
  return {{"name", assessed.record->question.name.text()},
          {"rrtype", to_string(assessed.record->question.type)},
          {"stages", stages_of(assessed.record->stages)},
          {"target", assessed.target},
          {"propagation_ratio", assessed.propagation_ratio ? json(*assessed.propagation_ratio) : json()},
          {"bounds", bounds_json(assessed.bounds)},
          {"predicted_curve", curve_json(assessed.curve)},
          {"quiet", quiet_json(assessed.quiet)},
          {"own_network_down", assessed.is_own_network_down},
          {"resolvers", resolvers},
          {"authorities", authorities},
          {"departed", departed},
          {"delegation", delegation_json(*assessed.sides)}};
}

}  // namespace cutwatch::exporters
