#include "exporters/bypass_json.hpp"

#include "core/cutover/bypass/audit_pace.hpp"
#include "core/text/printable.hpp"
#include "exporters/json_values.hpp"

#include <string>

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

json evidence_json(const BypassEvidence& evidence) {
  const auto& [mail, source, also] = evidence;
  json others = json::array();
  for (const auto each : also) others.push_back(to_string(each));
  return {{"at", time_or_null(mail.at)},          {"address", printable(mail.address)},
          {"queue_id", printable(mail.queue_id)}, {"legality", to_string(mail.kind)},
          {"source", to_string(source)},          {"also", std::move(others)}};
}

json last_json(const BypassState& state) {
  json out = json::array();
  for (const auto& each : state.last) out.push_back(evidence_json(each));
  return out;
}

/// By source and legality, of what there is: what logs counted is in `server_logs`.
json counts_json(const BypassState& state) {
  json out = json::array();
  for (const auto& [key, tally] : state.strays) {
    out.push_back({{"source", to_string(key.first)},
                   {"legality", to_string(key.second)},
                   {"count", tally.count},
                   {"last", time_or_null(tally.last)}});
  }
  return out;
}

json audit_json(const std::string& mailbox, const AuditView& audit) {
  return {{"mailbox", mailbox},
          {"since", time_or_null(audit.begun)},
          {"last_read", time_or_null(audit.last_read)},
          {"failure", audit.failure ? text_of(*audit.failure) : json()},
          {"read", audit.counts.read},
          {"by_proxy", audit.counts.by_proxy},
          {"by_allowed", audit.counts.by_allowed},
          {"by_strangers", audit.counts.by_strangers},
          {"unclear", audit.counts.unclear},
          {"own", audit.counts.own},
          {"gaps", audit.counts.gaps}};
}

json audits_json(const cutover::Plan& plan, const BypassState& state) {
  static const AuditView kNothing;
  json out = json::array();
  for (const auto& mailbox : plan.mailboxes) {
    if (!cutover::is_audited(plan, mailbox)) continue;
    const auto known = state.audits.find(mailbox.id);
    out.push_back(audit_json(mailbox.id, known == state.audits.end() ? kNothing : known->second));
  }
  return out;
}

}  // namespace

json bypass_json(const cutover::Plan& plan, const DomainState& state) {
  if (plan.kind != cutover::Kind::proxy) return nullptr;
  return {{"last", last_json(*state.bypass)},
          {"counts", counts_json(*state.bypass)},
          {"audits", audits_json(plan, *state.bypass)}};
}

}  // namespace cutwatch::exporters
