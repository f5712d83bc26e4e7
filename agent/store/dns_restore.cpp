#include "agent/store/dns_restore.hpp"

#include "core/cutover/lockdown/lock_target.hpp"

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

/// Configured servers are in use whatever the delegation said, and no others are.
bool has_departed(const cutover::Plan& plan, const dns::NameServer& server,
                  const KeptDns::Authority& authority) {
  const auto& configured = plan.name_servers;
  if (configured.empty()) return authority.departed.has_value();
  return std::ranges::find(configured, server) == configured.end();
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

/// The door is still tried, for the same recipient.
bool is_planned(const metrics::Watched& watched, const KnownLock& key, const LockState& lock) {
  const auto plan = std::ranges::find(watched.plans, key.first, &cutover::Plan::label);
  if (plan == watched.plans.end()) return false;
  return std::ranges::any_of(cutover::lock_targets(*plan), [&](const cutover::LockTarget& target) {
    return target.key == key.second && target.lockdown->recipient == lock.last.recipient;
  });
}

AuthorityView view_of(const KeptAuthority& known, WallTime now) {
  AuthorityView view{.history = known.history, .last = std::nullopt, .serial = known.serial};
  if (view.history.versions.empty() || known.is_silent) return view;
  auto& current = view.history.versions.back();
  current.last_seen = std::max(current.last_seen, now);
  return view;
}

/// One that is missing from the configuration by now departs when that is read.
DepartedAuthority departed_of(const KeptDns::Authority& authority, WallTime now) {
  if (authority.departed) return {.history = authority.known.history, .departed_at = *authority.departed};
  const auto history = view_of(authority.known, now).history;
  const auto* current = history.current();
  const auto heard = current == nullptr ? WallTime{} : current->last_seen;
  return {.history = history, .departed_at = now == kNobodyLooks ? heard : now};
}

/// Evidence from the future would stay fresh for longer than it may.
dns::ResolverView view_of(dns::ResolverView known, WallTime now) {
  if (now != kNobodyLooks && known.last && known.last->at > now) known.last = std::nullopt;
  return known;
}

/// From a file that nobody watches by: the agent that wrote it asked those that it had found. Whoever watches
/// looks for them himself.
void count_as_found(RecordState& state, const dns::AuthorityHistory& history) {
  if (history.versions.empty()) return;
  const auto asked = history.versions.back().last_asked;
  state.delegation_found = std::max(state.delegation_found.value_or(asked), asked);
}

RecordState& record(Snapshot& snapshot, const RecordKey& key) {
  return snapshot.domains[key.domain].write().records[key.record].write();
}

}  // namespace

Snapshot with_kept_dns(Snapshot snapshot, const KeptDns& kept, const metrics::Watched& watched,
                       WallTime now) {
  for (const auto& [key, authority] : kept.authorities) {
    const auto* plan = plan_of(watched, key.record);
    if (plan == nullptr) continue;
    auto& state = record(snapshot, key.record);
    if (has_departed(*plan, key.server, authority)) {
      state.add_departed(key.server, departed_of(authority, now));
    } else {
      state.authorities[key.server] = Shared(view_of(authority.known, now));
      if (now == kNobodyLooks) count_as_found(state, authority.known.history);
    }
  }
  for (const auto& [key, resolver] : kept.resolvers) {
    if (plan_of(watched, key.record) == nullptr || !is_in_use(watched, key.resolver, resolver.place))
      continue;
    record(snapshot, key.record).resolvers[key.resolver] = Shared(view_of(resolver.view, now));
  }
  for (const auto& [key, calibration] : kept.calibrations) {
    if (is_planned(watched, key, calibration))
      snapshot.domains[key.domain].write().calibrations[key.resolver] = calibration.state;
  }
  for (const auto& [key, lock] : kept.locks) {
    if (is_planned(watched, key, lock))
      snapshot.domains[key.first].write().locks.insert_or_assign(key.second, lock);
  }
  return snapshot;
}

}  // namespace cutwatch::store
