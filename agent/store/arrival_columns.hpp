#pragma once
#include "agent/store/database.hpp"
#include "core/mail/inspection.hpp"

#include <string>

namespace cutwatch::store {

/// Schema 9: when the mailbox's server filed a message, which of its Received lines were believed, and what
/// filters wrote into it.
Result<void> add_arrival_columns(Database& database);

/// The column `spam`: a JSON object, empty where no filter wrote anything.
std::string spam_column(const mail::SpamSigns& spam);

/// Out of the column of that number. None of the signs where the row is damaged.
mail::SpamSigns spam_at(const Statement& row, int column);

/// Out of the columns `believed` and `reaches_sender`, one behind the other.
mail::BelievedLines believed_at(const Statement& row, int believed);

}  // namespace cutwatch::store
