#pragma once
#include "agent/store/database.hpp"

namespace cutwatch::store {

/// Adds the tables of what was judged and when, of how resolvers followed changes, of records noted before
/// their first change, and of runs of deliveries. To be called in a transaction. Errors: storage.
Result<void> add_chronicle_tables(Database& database);

}  // namespace cutwatch::store
