#include "agent/store/recall.hpp"

#include "agent/store/dns_restore.hpp"

#include <spdlog/spdlog.h>

#include <set>
#include <utility>

namespace cutwatch::store {

Snapshot with_ledgers(std::map<std::string, KeptLedger> ledgers) {
  Snapshot snapshot;
  for (auto& [domain, ledger] : ledgers) {
    DomainState state;
    state.mail = Shared(restore_mail(std::move(ledger)));
    snapshot.domains.emplace(domain, Shared(std::move(state)));
  }
  return snapshot;
}

Snapshot with_ledgers_of(const metrics::Watched& watched, std::map<std::string, KeptLedger> ledgers) {
  std::set<std::string> labels;
  for (const auto& plan : watched.plans) labels.insert(plan.label());
  std::erase_if(ledgers, [&](const auto& each) { return !labels.contains(each.first); });
  return with_ledgers(std::move(ledgers));
}

Snapshot with_dns(Snapshot snapshot, const KeptDns& kept, const metrics::Watched& watched, WallTime now) {
  for (const auto& row : kept.damaged) spdlog::warn("state file: left out what is damaged: {}", row);
  return with_kept_dns(std::move(snapshot), kept, watched, now);
}

}  // namespace cutwatch::store
