#pragma once
#include "agent/store/database.hpp"

namespace cutwatch::store {

/// Tells the changes of resolvers apart by when the records were published, too. Of rows from before nobody
/// knows when that was. Errors: storage.
Result<void> add_published_to_switches(Database& database);

}  // namespace cutwatch::store
