#pragma once
#include "agent/store/database.hpp"

namespace cutwatch::store {

/// Makes a store of schema 1 one of schema 2. The first counted its messages anew at every start, and
/// therefore kept them all; now they are counted once more, and the totals outlive them. To be called in a
/// transaction. Errors: storage.
Result<void> migrate_to_totals(Database& database);

}  // namespace cutwatch::store
