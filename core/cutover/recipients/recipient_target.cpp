#include "core/cutover/recipients/recipient_target.hpp"

namespace cutwatch::cutover {

std::vector<RecipientTarget> recipient_targets(const Plan& plan) {
  std::vector<RecipientTarget> targets;
  if (plan.recipients.addresses.empty()) return targets;
  for (const auto role : {ServerRole::old_server, ServerRole::new_server}) {
    const auto* server = plan.server(role);
    if (server == nullptr) continue;
    for (const auto& each : server->addresses) targets.push_back({.role = role, .server = each});
  }
  return targets;
}

std::string control_recipient(const Plan& plan) { return "cutwatch-no-such-recipient@" + plan.label(); }

std::vector<std::string> recipients_asked(const Plan& plan) {
  auto asked = plan.recipients.addresses;
  if (!asked.empty()) asked.push_back(control_recipient(plan));
  return asked;
}

}  // namespace cutwatch::cutover
