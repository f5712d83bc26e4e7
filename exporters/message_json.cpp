#include "exporters/message_json.hpp"

#include "core/cutover/plan/way_expected.hpp"
#include "core/mail/probe_message.hpp"
#include "core/text/printable.hpp"
#include "core/time/seconds.hpp"
#include "exporters/arrival_json.hpp"
#include "exporters/copies_json.hpp"
#include "exporters/dns_mail_json.hpp"
#include "exporters/json_values.hpp"

#include <string>

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

/// Null before it was found, and for a path that nobody knows.
json proof_json(const cutover::Plan& plan, const mail::LedgerEntry& entry) {
  const auto path = cutover::path_called(entry.path);
  if (!entry.sighting || !path) return {};
  const auto proof = cutover::proof_of(plan, *path, entry);
  return {{"outcome", to_string(proof.outcome)},
          {"grade", proof.grade == mail::PathProof::Grade::none ? json() : json(to_string(proof.grade))},
          {"why", printable(proof.why, 512)}};
}

/// Null where it was not compared.
json changes_json(const mail::LedgerEntry& entry) {
  if (!entry.sighting || !entry.sighting->inspection) return {};
  json out = json::array();
  for (const auto& change : entry.sighting->inspection->changes)
    out.push_back({{"field", to_string(change.field)}, {"diff", change.diff}});
  return out;
}

/// Null where it was not signed, or cannot be verified.
json signature_json(const mail::LedgerEntry& entry) {
  if (!entry.sighting || !entry.sighting->inspection) return {};
  const auto& inspection = *entry.sighting->inspection;
  if (!inspection.is_signature_judged) return {};
  return inspection.has_changed(mail::MessageField::dkim) ? "broken" : "holds";
}

/// What the text was like that the first server was given.
json body_json(const mail::MessageForm& form) {
  return {{"kind", to_string(form.body)}, {"recoded", form.is_seven_bit}};
}

/// Null where nothing was reported.
json report_json(const mail::LedgerEntry& entry) {
  if (!entry.report) return {};
  const auto& report = *entry.report;
  const auto known = [](const std::string& text) {
    return text.empty() ? json() : json(printable(text, 512));
  };
  return {{"at", rfc3339(report.at)},
          {"verdict", to_string(report.verdict)},
          {"recipient", known(report.recipient)},
          {"status", known(report.status)},
          {"diagnostic", known(report.diagnostic)},
          {"reporting_mta", known(report.reporting_mta)},
          {"remote_mta", known(report.remote_mta)},
          {"contradicted", entry.is_report_contradicted()}};
}

/// Of one that was reported to be delivered where it lies is not known.
json folder_json(const mail::LedgerEntry& entry) {
  if (!entry.sighting || entry.sighting->folder.empty()) return {};
  return printable(entry.sighting->folder);
}

}  // namespace

json message_json(const cutover::Plan& plan, const mail::LedgerEntry& entry) {
  json phases = json::object();
  for (const auto& [phase, duration] : entry.phases)
    phases[std::string(to_string(phase))] = seconds_of(duration);
  const auto latency = entry.latency();
  json out{{"id", printable(entry.id)},
           {"message_id", printable(mail::message_id(entry.id, entry.from), 1024)},
           {"probe", printable(entry.probe)},
           {"path", printable(entry.path)},
           {"way", way_json(entry.way)},
           {"recorded_at", rfc3339(entry.recorded)},
           {"accepted_at", time_or_null(entry.accepted)},
           {"seen_at", entry.sighting ? json(rfc3339(entry.sighting->at)) : json()},
           {"folder", folder_json(entry)},
           {"result", state_or_null(entry.result)},
           {"latency_seconds", latency ? json(seconds_of(*latency)) : json()},
           {"greylisted_seconds", seconds_or_null(entry.greylisted())},
           {"attempts", entry.attempts},
           {"detail", printable(entry.detail, 1024)},
           {"queue_id", entry.queue_id.empty() ? json() : json(printable(entry.queue_id))},
           {"also_in", also_in_json(entry)},
           {"report", report_json(entry)},
           {"path_proof", proof_json(plan, entry)},
           {"changes", changes_json(entry)},
           {"signature", signature_json(entry)},
           {"body", body_json(entry.form)},
           {"phases", phases}};
  out.update(arrival_json(plan, entry));
  return out;
}

}  // namespace cutwatch::exporters
