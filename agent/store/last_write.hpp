#pragma once
#include "agent/store/database.hpp"

#include <optional>

namespace cutwatch::store {

/// When the agent wrote last of what it sees of name servers and resolvers, by the rows themselves: a copy of
/// the file tells the same. What it sees of mail comes first by seconds, and counts where there is nothing
/// else. None without a row. Errors: storage.
Result<std::optional<WallTime>> last_write(Database& database);

}  // namespace cutwatch::store
