#include "core/cutover/identity/identity_target.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

constexpr Millis kInterval = std::chrono::minutes{5};
constexpr int kRecordIntervals = 5;

std::vector<IdentityTarget> targets_of(const Server& server) {
  std::vector<IdentityTarget> targets;
  for (const auto& each : server.addresses) {
    targets.push_back(
        {.role = server.role, .address = each.endpoint.address, .host = each.host, .server = each});
  }
  const auto host = server.addresses.empty() ? std::string() : server.addresses.front().host;
  for (const auto& network : server.sends_from) {
    const bool is_known =
        std::ranges::find(targets, network.address, &IdentityTarget::address) != targets.end();
    if (!is_single(network) || is_known) continue;
    targets.push_back(
        {.role = server.role, .address = network.address, .host = host, .server = std::nullopt});
  }
  return targets;
}

}  // namespace

std::vector<IdentityTarget> identity_targets(const Plan& plan) {
  std::vector<IdentityTarget> all;
  for (const auto role : {ServerRole::old_server, ServerRole::new_server}) {
    const auto* server = plan.server(role);
    if (server == nullptr) continue;
    for (auto& target : targets_of(*server)) all.push_back(std::move(target));
  }
  return all;
}

std::vector<Network> networks_not_looked_at(const Plan& plan, ServerRole role) {
  const auto* server = plan.server(role);
  if (server == nullptr) return {};
  auto networks = server->sends_from;
  std::erase_if(networks, is_single);
  return networks;
}

Millis identity_interval(const Plan& plan) {
  auto interval = kInterval;
  for (const auto& record : plan.records) interval = std::min(interval, kRecordIntervals * record.interval);
  return interval;
}

}  // namespace cutwatch::cutover
