#include "agent/config/bound_rules.hpp"

#include "agent/config/text_forms.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/plan/old_host_names.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::config {
namespace {

/// As name servers are called, or the address of one; an id that is neither is a resolver's.
std::vector<std::string> accepted_servers(const cutover::Plan& plan) {
  std::vector<std::string> servers;
  for (const auto& acceptance : plan.accepted) {
    const auto address = parse_address(acceptance.id);
    const auto name = dns::Name::parse(acceptance.id);
    if (address) {
      servers.push_back(address->text());
    } else if (name) {
      servers.push_back(name->text());
    }
  }
  return servers;
}

cutover::OldHost old_host(const cutover::Plan& plan) {
  const auto* server = plan.server(cutover::ServerRole::old_server);
  cutover::OldHost host;
  if (server == nullptr) return host;
  for (const auto& each : server->addresses) {
    const auto name = dns::Name::parse(each.host);
    // A host that moves takes its name along: only its address leads to the old one.
    if (name && plan.kind != cutover::Kind::address) host.name = name->text();
    host.addresses.push_back(each.endpoint.address);
  }
  return with_other_names(std::move(host), plan);
}

/// An operator lowers the TTL of what the switch changes. When that of another record became what it is,
/// nobody said: its bound is reckoned from the first look. A plan that a slip took stages out of tells no
/// steps.
void tell_lowered(cutover::Plan& plan) {
  const auto has_none = [](const cutover::WatchedRecord& record) { return record.stages.empty(); };
  if (std::ranges::any_of(plan.records, has_none)) return;
  const auto lowered = records_changed_in(plan, cutover::Step::switch_over);
  for (auto& record : plan.records) {
    if (std::ranges::find(lowered, &record) != lowered.end())
      record.bounds.past.lowered_at = plan.ttl.lowered_at;
  }
}

}  // namespace

void settle_bounds(cutover::Plan& plan) {
  const cutover::BoundRules rules{.past = {.original_ttl = plan.ttl.original, .lowered_at = std::nullopt},
                                  .margin = plan.timing.bound_margin,
                                  .accepted = accepted_servers(plan),
                                  .old_host = old_host(plan)};
  for (auto& record : plan.records) record.bounds = rules;
  tell_lowered(plan);
}

}  // namespace cutwatch::config
