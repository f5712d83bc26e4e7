#pragma once
#include "agent/store/dns_store.hpp"

namespace cutwatch::store {

/// Adds the table of what servers that are to be locked answered. To be called in a transaction. Errors:
/// storage.
Result<void> add_lock_table(Database& database);

/// Errors: storage.
Result<void> write_locks(Database& database, const DnsChanges& changes, WallTime now);

/// All rows that can be read. Errors: storage.
Result<void> read_locks(Database& database, KeptDns& out);

}  // namespace cutwatch::store
