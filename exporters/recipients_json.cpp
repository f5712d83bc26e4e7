#include "exporters/recipients_json.hpp"

#include "core/cutover/recipients/recipient_target.hpp"
#include "core/text/printable.hpp"
#include "exporters/json_values.hpp"

namespace cutwatch::exporters {
namespace {

using nlohmann::json;

json standing_json(const cutover::RecipientStanding& standing) {
  return {{"answer", to_string(standing.answer)},
          {"evidence", printable(standing.words)},
          {"seen", time_or_null(standing.at)}};
}

}  // namespace

json recipients_json(const cutover::Plan& plan, const cutover::Parity& parity) {
  if (parity.recipients.empty()) return {};
  json asked = json::array();
  for (const auto& each : parity.recipients) {
    asked.push_back({{"recipient", printable(each.recipient)},
                     {"old", standing_json(each.old_server)},
                     {"new", standing_json(each.new_server)}});
  }
  return {{"control", printable(cutover::control_recipient(plan), 512)},
          {"old_tells", to_string(parity.old_telling)},
          {"new_tells", to_string(parity.new_telling)},
          {"asked", asked}};
}

}  // namespace cutwatch::exporters
