#include "agent/store/recall.hpp"

#include "agent/store/chronicle_restore.hpp"
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

namespace {

void say_damaged(const std::vector<std::string>& rows) {
  for (const auto& row : rows) spdlog::warn("state file: left out what is damaged: {}", row);
}

}  // namespace

Snapshot with_dns(Snapshot snapshot, const KeptDns& kept, const metrics::Watched& watched, WallTime now) {
  say_damaged(kept.damaged);
  return with_kept_dns(std::move(snapshot), kept, watched, now);
}

Snapshot with_judgements(Snapshot snapshot, const KeptChronicles& kept, const metrics::Watched& watched) {
  say_damaged(kept.damaged);
  return with_chronicles(std::move(snapshot), kept, watched);
}

Snapshot with_logs(Snapshot snapshot, const KeptLogs& kept, const metrics::Watched& watched) {
  say_damaged(kept.damaged);
  return with_server_logs(std::move(snapshot), kept, watched);
}

Result<Snapshot> restored(MessageStore& messages, DnsStore& dns, ChronicleStore& chronicles, LogStore& logs,
                          const metrics::Watched& watched, WallTime now) {
  auto ledgers = messages.load();
  if (!ledgers) return std::unexpected(ledgers.error());
  const auto kept = dns.load();
  if (!kept) return std::unexpected(kept.error());
  const auto judgements = chronicles.load();
  if (!judgements) return std::unexpected(judgements.error());
  const auto told = logs.load();
  if (!told) return std::unexpected(told.error());
  auto snapshot = with_dns(with_ledgers(*std::move(ledgers)), *kept, watched, now);
  snapshot = with_judgements(std::move(snapshot), *judgements, watched);
  return with_logs(std::move(snapshot), *told, watched);
}

}  // namespace cutwatch::store
