#pragma once
#include "agent/store/database.hpp"
#include "core/mail/authentication_results.hpp"

#include <string>
#include <vector>

namespace cutwatch::store {

/// Schema 10: what the mailbox's server found out about the sender of a message.
Result<void> add_authentication_column(Database& database);

/// The column `authentication`: a JSON array of triples; empty where nothing is believed.
std::string authentication_column(const std::vector<mail::AuthenticationResult>& results);

/// Out of the column of that number. Nothing where the row is damaged.
std::vector<mail::AuthenticationResult> authentication_at(const Statement& row, int column);

}  // namespace cutwatch::store
