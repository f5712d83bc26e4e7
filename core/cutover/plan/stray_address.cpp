#include "core/cutover/plan/stray_address.hpp"

#include "core/cutover/plan/address_data.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/plan/mx_hosts.hpp"

#include <algorithm>
#include <set>

namespace cutwatch::cutover {
namespace {

std::set<std::string> addresses_of(const Plan& plan, ServerRole role) {
  std::set<std::string> out;
  const auto* server = plan.server(role);
  if (server == nullptr) return out;
  for (const auto& each : server->addresses) out.insert(unmapped(each.endpoint.address).text());
  return out;
}

}  // namespace

bool is_moving(const Plan& plan, const dns::Name& host) {
  return plan.kind == Kind::address && std::ranges::any_of(plan.records, [&](const WatchedRecord& record) {
           return is_address_of(record, host) && record.stages.size() > 1;
         });
}

std::vector<StrayAddress> stray_addresses(const Plan& plan, Step step) {
  std::vector<StrayAddress> strays;
  const auto* mx = mx_of(plan);
  auto known = addresses_of(plan, ServerRole::old_server);
  auto own = addresses_of(plan, ServerRole::new_server);
  if (mx == nullptr || known.empty() || own.empty()) return strays;
  known.merge(own);
  for (const auto& host : hosts_of(*mx, stage_after(plan, *mx, step))) {
    if (!is_moving(plan, host)) continue;
    for (const auto& record : plan.records) {
      if (!is_address_of(record, host)) continue;
      for (const auto& data : record.stages.at(stage_after(plan, record, step)).data()) {
        if (!known.contains(std::string(led_to(data)))) strays.push_back({&record, data});
      }
    }
  }
  return strays;
}

}  // namespace cutwatch::cutover
