#include "exporters/status_json.hpp"

#include "core/cutover/asking/calibrating.hpp"
#include "core/cutover/cutover_assessment.hpp"
#include "core/cutover/expectation.hpp"
#include "core/cutover/gates/stopped_path.hpp"
#include "core/cutover/plan/known_record.hpp"
#include "core/text/printable.hpp"
#include "core/time/seconds.hpp"
#include "exporters/bypass_json.hpp"
#include "exporters/calibration_json.hpp"
#include "exporters/decision_json.hpp"
#include "exporters/dns_mail_json.hpp"
#include "exporters/farewell_json.hpp"
#include "exporters/identity_json.hpp"
#include "exporters/json_values.hpp"
#include "exporters/lockdown_json.hpp"
#include "exporters/message_json.hpp"
#include "exporters/outbound_json.hpp"
#include "exporters/queue_json.hpp"
#include "exporters/recipients_json.hpp"
#include "exporters/record_json.hpp"
#include "exporters/server_log_json.hpp"
#include "exporters/timetable_json.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxChanges = 50;

json mailboxes_json(const MailState& mail) {
  json out = json::array();
  for (const auto& [id, mailbox] : mail.mailboxes) {
    out.push_back({{"id", id},
                   {"last_read", time_or_null(mailbox.last_read)},
                   {"failure", mailbox.failure ? text_of(*mailbox.failure) : json()}});
  }
  return out;
}

/// Paths that nothing is sent down for now.
json stopped_json(const cutover::Plan& plan, const DomainState& state, WallTime now) {
  json out = json::array();
  for (const auto* trip : plan.all_round_trips()) {
    for (const auto path : trip->paths) {
      const auto stop = cutover::stopped_path(plan, state, *trip, path, now);
      if (!stop) continue;
      out.push_back({{"probe", trip->id},
                     {"path", to_string(path)},
                     {"until", rfc3339(stop->until)},
                     {"refused", stop->refused}});
    }
  }
  return out;
}

/// What is to become of a message that is sent now.
json expected_json(const cutover::Plan& plan, const DomainState& state,
                   const cutover::CutoverAssessment& assessed, WallTime now) {
  json out = json::array();
  for (const auto* trip : plan.all_round_trips()) {
    for (const auto path : trip->paths) {
      const auto expected = cutover::expected_now(plan, state, assessed, *trip, path, now);
      out.push_back({{"probe", trip->id}, {"path", to_string(path)}, {"outcome", to_string(expected)}});
    }
  }
  return out;
}

/// Those that round trips name. A mailbox that was never looked into has told nothing.
json bounce_mailboxes_json(const cutover::Plan& plan, const MailState& mail) {
  json out = json::array();
  for (const auto& [id, mailbox] : mail.bounce_mailboxes) {
    const auto trips = plan.all_round_trips();
    if (std::ranges::find(trips, id, &cutover::RoundTrip::bounces) == trips.end()) continue;
    json ignored = json::object();
    for (const auto& [doubt, count] : mailbox.ignored) ignored[std::string(to_string(doubt))] = count;
    out.push_back({{"id", printable(id)},
                   {"last_read", time_or_null(mailbox.last_read)},
                   {"failure", mailbox.failure ? text_of(*mailbox.failure) : json()},
                   {"ignored", std::move(ignored)}});
  }
  return out;
}

json messages_json(const cutover::Plan& plan, const MailState& mail) {
  json out = json::array();
  for (const auto& entry : mail.ended) out.push_back(message_json(plan, *entry));
  for (const auto& [id, entry] : mail.in_flight) out.push_back(message_json(plan, entry));
  return out;
}

/// Null where none is configured.
json calibrations_json(const cutover::Plan& plan, const DomainState& state, WallTime now) {
  if (!plan.calibration) return {};
  json resolvers = json::array();
  for (const auto& [id, known] : state.calibrations) {
    const auto* figures = known.at(now);
    resolvers.push_back({{"id", id},
                         {"asked", rfc3339(known.asked)},
                         {"measured", figures != nullptr ? time_or_null(known.measured) : json()},
                         {"failure", known.failure ? text_of(*known.failure) : json()},
                         {"figures", figures != nullptr ? calibration_json(*figures) : json()}});
  }
  const auto wait = cutover::calibration_wait(plan, state, now);
  return {{"long", plan.calibration->long_lived.text()},
          {"short", plan.calibration->short_lived.text()},
          {"waits_for", wait ? json(wait->sentence()) : json()},
          {"failure", state.wildcards_missing ? text_of(*state.wildcards_missing) : json()},
          {"resolvers", resolvers}};
}

/// The last changes of judgement, oldest first; the report has all.
json changes_json(const Chronicle& chronicle) {
  const auto& entries = chronicle.entries;
  json out = json::array();
  for (std::size_t i = entries.size() - std::min(entries.size(), kMaxChanges); i < entries.size(); ++i) {
    const auto& entry = *entries[i];
    out.push_back({{"at", rfc3339(entry.at)},
                   {"kind", to_string(entry.about.kind)},
                   {"subject", printable(entry.about.subject)},
                   {"before", printable(entry.before)},
                   {"after", printable(entry.after)},
                   {"sentence", printable(entry.sentence(), 2048)}});
  }
  return out;
}

json state_file_json(const StateFile& state_file) {
  const auto* failing = state_file.first_failing();
  return {{"failing_since", failing == nullptr ? json() : json(rfc3339(failing->since))},
          {"failure", failing == nullptr ? json() : text_of(failing->failure)},
          {"set_aside", state_file.set_aside.empty() ? json() : json(printable(state_file.set_aside, 1024))}};
}

json cutover_json(const cutover::Plan& plan, const metrics::Watched& watched, const DomainState& state,
                  WallTime now) {
  const auto assessed = cutover::assess(plan, state, watched.resolvers, now);
  json records = json::array();
  for (const auto& record : assessed.records) {
    auto& out = records.emplace_back(record_json(record));
    const auto& known = cutover::state_of(*record.record, state);
    out["published"] = published_json(*record.record, known);
    out["noted"] = noted_json(*record.record, known);
  }
  json problems;
  if (const auto known = state.mx_problems()) {
    problems = json::array();
    for (const auto problem : *known) problems.push_back(to_string(problem));
  }
  return {{"domain", plan.label()},
          {"kind", to_string(plan.kind)},
          {"phase", to_string(assessed.phase)},
          {"rolled_back", assessed.standing.is_rolled_back},
          {"taken_back", taken_back_json(assessed.taken_back)},
          {"decision", decision_json(assessed.decision)},
          {"conditions", conditions_json(assessed.conditions)},
          {"maintenance", maintenance_json(assessed.maintenance)},
          {"gates", gates_json(assessed.gates, now)},
          {"accepted", accepted_json(plan)},
          {"plan", timetable_json(assessed.timetable)},
          {"rollback", way_back_json(assessed.way_back)},
          {"changes", changes_json(*state.chronicle)},
          {"records", records},
          {"calibration", calibrations_json(plan, state, now)},
          {"mx_problems", problems},
          {"identity", identities_json(assessed.identities)},
          {"recipients", recipients_json(plan, assessed.parity)},
          {"lockdown", lockdowns_json(state, assessed.locks)},
          {"server_logs", server_logs_json(plan, state)},
          {"queues", queues_json(plan, state, now)},
          {"bypass", bypass_json(plan, state)},
          {"farewell", farewell_json(plan, state, assessed.standing.switched_since)},
          {"mailboxes", mailboxes_json(*state.mail)},
          {"dns_mail", dns_mail_json(plan, state, now)},
          {"expected", expected_json(plan, state, assessed, now)},
          {"stopped_paths", stopped_json(plan, state, now)},
          {"bounce_mailboxes", bounce_mailboxes_json(plan, *state.mail)},
          {"outbound", outbound_json(plan, *state.mail)},
          {"messages", messages_json(plan, *state.mail)}};
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
  const json out{{"version", version},
                 {"at", rfc3339(now)},
                 {"state_file", state_file_json(*snapshot.state_file)},
                 {"cutovers", cutovers}};
  return out.dump(2, ' ', true, json::error_handler_t::replace) + "\n";
}

}  // namespace cutwatch::exporters
