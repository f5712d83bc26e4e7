#pragma once
#include "agent/store/database.hpp"
#include "agent/store/dns_store.hpp"
#include "core/snapshot/chronicle.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cutwatch::store {

/// What is to be written at once, in order.
struct ChronicleChanges {
  struct Entry {
    std::string domain;
    ChronicleEntry entry;
  };
  std::vector<Entry> entries;
  std::map<std::pair<std::string, SwitchKey>, ResolverSwitch> switches;  ///< By domain and key.

  bool empty() const { return entries.empty() && switches.empty(); }
};

/// What the file had to tell.
struct KeptChronicles {
  std::map<std::string, Chronicle> chronicles;  ///< By domain.
  std::map<RecordKey, std::vector<NotedRecord>> noted;
  std::vector<std::string> damaged;  ///< Rows that were left out, and why; for the log.
};

/// The chronicle on disk, what was told last, and the records that were noted. Belongs to one thread at a
/// time.
class ChronicleStore {
 public:
  explicit ChronicleStore(Database database) : database_(std::move(database)) {}

  /// Writes all of it or nothing, and forgets the oldest changes of each kind beyond `kMaxChangesOfKind`.
  /// Errors: storage.
  Result<void> write(const ChronicleChanges& changes);
  /// Completes when it is durable: what was noted of that record and RRset first, now or before. Errors:
  /// storage.
  Result<NotedRecord> note(const RecordKey& key, const NotedRecord& noted);
  /// All rows that can be read. Errors: storage.
  Result<KeptChronicles> load();

 private:
  Result<void> append(const ChronicleChanges::Entry& each);
  Result<void> tell(const ChronicleChanges::Entry& each);
  Result<void> forget(const std::string& domain, ChangeKind kind);
  Result<void> set_switch(const std::string& domain, const SwitchKey& key, const ResolverSwitch& value);
  Database database_;
};

}  // namespace cutwatch::store
