#pragma once
#include "agent/store/database.hpp"

namespace cutwatch::store {

/// Adds the tables of what is known of name servers and resolvers. To be called in a transaction. Errors:
/// storage.
Result<void> add_dns_tables(Database& database);

/// Adds the table of what was measured at resolvers. The same.
Result<void> add_calibration_table(Database& database);

/// Adds what each resolver said last, and when. The same.
Result<void> add_last_exchange(Database& database);

}  // namespace cutwatch::store
