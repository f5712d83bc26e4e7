#pragma once
#include "agent/store/chronicle_store.hpp"
#include "agent/store/dns_store.hpp"
#include "agent/store/log_store.hpp"
#include "agent/store/message_store.hpp"
#include "core/metrics/metrics.hpp"
#include "core/snapshot/snapshot.hpp"

#include <map>
#include <string>

namespace cutwatch::store {

/// What the ledgers of these domains stand for.
Snapshot with_ledgers(std::map<std::string, KeptLedger> ledgers);

/// The same, of the domains that are watched only.
Snapshot with_ledgers_of(const metrics::Watched& watched, std::map<std::string, KeptLedger> ledgers);

/// The snapshot with what the file told of name servers and resolvers; what is damaged is said in the log.
Snapshot with_dns(Snapshot snapshot, const KeptDns& kept, const metrics::Watched& watched, WallTime now);

/// The snapshot with what the file told of judgements and of records noted; the same.
Snapshot with_judgements(Snapshot snapshot, const KeptChronicles& kept, const metrics::Watched& watched);

/// The snapshot with what the file told of mail servers' logs; the same.
Snapshot with_logs(Snapshot snapshot, const KeptLogs& kept, const metrics::Watched& watched);

/// All that a file knows of what is watched. Errors: storage.
Result<Snapshot> restored(MessageStore& messages, DnsStore& dns, ChronicleStore& chronicles, LogStore& logs,
                          const metrics::Watched& watched, WallTime now);

}  // namespace cutwatch::store
