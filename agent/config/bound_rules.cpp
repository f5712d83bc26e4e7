#include "agent/config/bound_rules.hpp"

namespace cutwatch::config {
namespace {

/// As name servers are called; an id that is no name is a resolver's.
std::vector<std::string> accepted_servers(const cutover::Plan& plan) {
  std::vector<std::string> names;
  for (const auto& acceptance : plan.accepted) {
    const auto name = dns::Name::parse(acceptance.id);
    if (name) names.push_back(name->text());
  }
  return names;
}

cutover::OldHost old_host(const cutover::Plan& plan) {
  const auto* server = plan.server(cutover::ServerRole::old_server);
  cutover::OldHost host;
  if (server == nullptr) return host;
  for (const auto& each : server->addresses) {
    const auto name = dns::Name::parse(each.host);
    if (name) host.name = name->text();
    host.addresses.push_back(each.endpoint.address);
  }
  return host;
}

}  // namespace

void settle_bounds(cutover::Plan& plan) {
  const cutover::BoundRules rules{
      .past = {.original_ttl = plan.ttl.original, .lowered_at = plan.ttl.lowered_at},
      .margin = plan.timing.bound_margin,
      .accepted = accepted_servers(plan),
      .old_host = old_host(plan)};
  for (auto& record : plan.records) record.bounds = rules;
}

}  // namespace cutwatch::config
