#pragma once
#include "agent/store/database.hpp"

namespace cutwatch::store {

/// Where messages were sent to, and how long a pause their runs outlast. Rows from before it was kept say
/// neither: nobody knows whether they went where mail is sent now. Errors: storage.
Result<void> add_destination_columns(Database& database);

}  // namespace cutwatch::store
