#include "exporters/decision_json.hpp"

#include "core/text/date.hpp"
#include "core/text/printable.hpp"
#include "exporters/json_values.hpp"

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxSentence = 2048;
constexpr std::size_t kMaxReason = 1024;

std::optional<Millis> age(const std::optional<WallTime>& at, WallTime now) {
  if (!at) return std::nullopt;
  return now - *at;
}

}  // namespace

nlohmann::json decision_json(const cutover::Decision& decision) {
  json publish = json::array();
  for (const auto& line : decision.publish) publish.push_back(printable(line, kMaxSentence));
  return {{"decision", to_string(decision.kind)},
          {"next_step", state_or_null(decision.next)},
          {"sentence", printable(decision.sentence, kMaxSentence)},
          {"until", time_or_null(decision.until)},
          {"publish", publish},
          {"publishes", state_or_null(decision.publishes)},
          {"under_way", decision.is_under_way}};
}

nlohmann::json accepted_json(const cutover::Plan& plan) {
  json out = json::array();
  for (const auto& each : plan.accepted)
    out.push_back({{"id", printable(each.id)}, {"reason", printable(each.reason, kMaxReason)}});
  return out;
}

nlohmann::json gates_json(const std::vector<cutover::Gate>& gates, WallTime now) {
  json out = json::array();
  for (const auto& gate : gates) {
    out.push_back({{"step", to_string(gate.rule->step)},
                   {"gate", gate.rule->id},
                   {"question", gate.rule->question},
                   {"verdict", to_string(gate.verdict.kind)},
                   {"evidence", printable(gate.verdict.evidence, kMaxSentence)},
                   {"until", time_or_null(gate.verdict.until)},
                   {"evidence_age_seconds", seconds_or_null(age(gate.verdict.evidence_at, now))},
                   {"waived_because", gate.waiver ? json(printable(gate.waiver->reason)) : json()}});
  }
  return out;
}

nlohmann::json conditions_json(const std::vector<cutover::Condition>& conditions) {
  json out = json::array();
  for (const auto& condition : conditions) {
    out.push_back(
        {{"condition", condition.rule->id},
         {"severity", to_string(condition.severity)},
         {"sentence", printable(condition.sentence(), kMaxSentence)},
         {"question", condition.rule->question},
         {"evidence", printable(condition.evidence, kMaxSentence)},
         {"cause", condition.rule->cause},
         {"action", condition.action},
         {"runbook", condition.rule->runbook()},
         {"muted_because", condition.muted_by ? json(printable(condition.muted_by->reason)) : json()}});
  }
  return out;
}

nlohmann::json maintenance_json(const std::optional<cutover::Maintenance>& maintenance) {
  if (!maintenance) return {};
  return {{"from", rfc3339(maintenance->from)},
          {"until", rfc3339(maintenance->until)},
          {"reason", printable(maintenance->reason)}};
}

}  // namespace cutwatch::exporters
