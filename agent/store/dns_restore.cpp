#include "agent/store/dns_restore.hpp"

#include <algorithm>

namespace cutwatch::store {
namespace {

const cutover::Plan* plan_of(const metrics::Watched& watched, const RecordKey& key) {
  const auto plan = std::ranges::find(watched.plans, key.domain, &cutover::Plan::label);
  if (plan == watched.plans.end()) return nullptr;
  const bool is_watched =
      std::ranges::find(plan->records, key.record, &cutover::WatchedRecord::question) != plan->records.end();
  return is_watched ? &*plan : nullptr;
}

bool is_authority(const cutover::Plan& plan, const dns::NameServer& server) {
  const auto& configured = plan.name_servers;
  return configured.empty() || std::ranges::find(configured, server) != configured.end();
}

/// Configured servers are in use whatever the delegation said.
bool has_departed(const cutover::Plan& plan, const KeptDns::Authority& authority) {
  return authority.departed && plan.name_servers.empty();
}

bool is_in_use(const metrics::Watched& watched, const std::string& id, const ResolverPlace& place) {
  const auto resolver = std::ranges::find(watched.resolvers, id, &dns::Resolver::id);
  return resolver != watched.resolvers.end() && place_of(*resolver) == place;
}

/// Measured where the resolver still is, by the wildcards that are still configured.
bool is_planned(const metrics::Watched& watched, const CalibrationKey& key,
                const KeptCalibration& calibration) {
  const auto plan = std::ranges::find(watched.plans, key.domain, &cutover::Plan::label);
  return plan != watched.plans.end() && plan->calibration == calibration.state.names &&
         is_in_use(watched, key.resolver, calibration.place);
}

AuthorityView view_of(const KeptAuthority& known, WallTime now) {
  AuthorityView view{.history = known.history, .last = std::nullopt, .serial = known.serial};
  if (view.history.versions.empty() || known.is_silent) return view;
  auto& current = view.history.versions.back();
  current.last_seen = std::max(current.last_seen, now);
  return view;
}

RecordState& record(Snapshot& snapshot, const RecordKey& key) {
  return snapshot.domains[key.domain].write().records[key.record].write();
}

}  // namespace

Snapshot with_kept_dns(Snapshot snapshot, const KeptDns& kept, const metrics::Watched& watched,
                       WallTime now) {
  for (const auto& [key, authority] : kept.authorities) {
    const auto* plan = plan_of(watched, key.record);
    if (plan == nullptr || !is_authority(*plan, key.server)) continue;
    auto& state = record(snapshot, key.record);
    if (has_departed(*plan, authority)) {
      state.add_departed(key.server,
                         {.history = authority.known.history, .departed_at = *authority.departed});
    } else {
      state.authorities[key.server] = Shared(view_of(authority.known, now));
    }
  }
  for (const auto& [key, resolver] : kept.resolvers) {
    if (plan_of(watched, key.record) == nullptr || !is_in_use(watched, key.resolver, resolver.place))
      continue;
    record(snapshot, key.record).resolvers[key.resolver] = Shared(resolver.view);
  }
  for (const auto& [key, calibration] : kept.calibrations) {
    if (is_planned(watched, key, calibration))
      snapshot.domains[key.domain].write().calibrations[key.resolver] = calibration.state;
  }
  return snapshot;
}

}  // namespace cutwatch::store
