#include "exporters/status_json.hpp"

#include "core/cutover/record_assessment.hpp"
#include "core/mail/probe_message.hpp"
#include "core/text/date.hpp"
#include "core/text/printable.hpp"
#include "core/time/seconds.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

json time_or_null(const std::optional<WallTime>& instant) {
  return instant ? json(rfc3339(*instant)) : json();
}

template <class State>
json state_or_null(const std::optional<State>& state) {
  return state ? json(to_string(*state)) : json();
}

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

json text_of(const Failure& failure) {
  return printable(fmt::format("{}: {}", to_string(failure.kind), failure.detail), 1024);
}

json failure_or_null(const std::optional<dns::LastReply>& last) {
  if (!last || last->answer) return {};
  return text_of(last->answer.error());
}

json resolver_json(const cutover::ResolverAssessment& seen, const dns::Stages& stages) {
  json out{{"id", seen.resolver->id},
           {"operator", seen.resolver->operator_id},
           {"address", to_string(seen.resolver->endpoint)},
           {"state", state_or_null(seen.state)},
           {"ttl_seconds", seen.ttl ? json(seen.ttl->count()) : json()},
           {"expires", time_or_null(seen.expires)},
           {"old_expires", time_or_null(seen.old_expires)},
           {"cache_age_seconds", seen.oldest_copy ? json(seconds_of(seen.oldest_copy->age)) : json()},
           {"cache_age_uncertainty_seconds",
            seen.oldest_copy ? json(seconds_of(seen.oldest_copy->uncertainty)) : json()},
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

json authority_json(const cutover::AuthorityAssessment& seen) {
  json versions = json::array();
  for (const auto& version : seen.view->history.versions) versions.push_back(version_json(version));
  const auto* current = seen.view->history.current();
  return {{"nameserver", seen.server.name},
          {"address", to_string(seen.server.endpoint)},
          {"state", state_or_null(seen.state)},
          {"rrset", current ? data_of(current->rrset) : json()},
          {"ttl_seconds", current ? json(current->ttl.count()) : json()},
          {"serial", seen.view->serial ? json(*seen.view->serial) : json()},
          {"versions", versions},
          {"failure", failure_or_null(seen.view->last)}};
}

json record_json(const cutover::RecordAssessment& assessed) {
  json resolvers = json::array();
  for (const auto& resolver : assessed.resolvers)
    resolvers.push_back(resolver_json(resolver, assessed.record->stages));
  json authorities = json::array();
  for (const auto& authority : assessed.authorities) authorities.push_back(authority_json(authority));
  return {{"name", assessed.record->question.name.text()},
          {"rrtype", to_string(assessed.record->question.type)},
          {"stages", stages_of(assessed.record->stages)},
          {"target", assessed.target},
          {"propagation_ratio", assessed.propagation_ratio ? json(*assessed.propagation_ratio) : json()},
          {"resolvers", resolvers},
          {"authorities", authorities}};
}

json message_json(const mail::LedgerEntry& entry) {
  json phases = json::object();
  for (const auto& [phase, duration] : entry.phases)
    phases[std::string(to_string(phase))] = seconds_of(duration);
  const auto latency = entry.latency();
  return {{"id", entry.id},
          {"message_id", mail::message_id(entry.id, entry.from)},
          {"probe", entry.probe},
          {"path", entry.path},
          {"recorded_at", rfc3339(entry.recorded)},
          {"accepted_at", time_or_null(entry.accepted)},
          {"seen_at", entry.sighting ? json(rfc3339(entry.sighting->at)) : json()},
          {"folder", entry.sighting ? json(printable(entry.sighting->folder)) : json()},
          {"result", state_or_null(entry.result)},
          {"latency_seconds", latency ? json(seconds_of(*latency)) : json()},
          {"attempts", entry.attempts},
          {"detail", printable(entry.detail, 1024)},
          {"phases", phases}};
}

json mailboxes_json(const MailState& mail) {
  json out = json::array();
  for (const auto& [id, mailbox] : mail.mailboxes) {
    out.push_back({{"id", id},
                   {"last_read", time_or_null(mailbox.last_read)},
                   {"failure", mailbox.failure ? text_of(*mailbox.failure) : json()}});
  }
  return out;
}

json messages_json(const MailState& mail) {
  json out = json::array();
  for (const auto& entry : mail.ended) out.push_back(message_json(*entry));
  for (const auto& [id, entry] : mail.in_flight) out.push_back(message_json(entry));
  return out;
}

json cutover_json(const cutover::Plan& plan, const metrics::Watched& watched, const DomainState& state,
                  WallTime now) {
  static const Shared<RecordState> kNoRecord;
  json records = json::array();
  for (const auto& record : plan.records) {
    const auto found = state.records.find(record.question);
    const RecordState& known = found == state.records.end() ? *kNoRecord : *found->second;
    records.push_back(record_json(assess_record(record, known, watched.resolvers, now)));
  }
  json problems;
  if (const auto known = state.mx_problems()) {
    problems = json::array();
    for (const auto problem : *known) problems.push_back(to_string(problem));
  }
  return {{"domain", plan.label()},
          {"kind", to_string(plan.kind)},
          {"records", records},
          {"mx_problems", problems},
          {"mailboxes", mailboxes_json(*state.mail)},
          {"messages", messages_json(*state.mail)}};
}

}  // namespace

std::string status_json(const metrics::Watched& watched, const Snapshot& snapshot, const std::string& version,
                        WallTime now) {
  static const Shared<DomainState> kNothing;
  json cutovers = json::array();
  for (const auto& plan : watched.plans) {
    const auto found = snapshot.domains.find(plan.label());
    cutovers.push_back(
        cutover_json(plan, watched, found == snapshot.domains.end() ? *kNothing : *found->second, now));
  }
  const json out{{"version", version}, {"at", rfc3339(now)}, {"cutovers", cutovers}};
  return out.dump(2, ' ', true) + "\n";
}

}  // namespace cutwatch::exporters
