#pragma once
#include "agent/store/database.hpp"
#include "core/mail/message_form.hpp"

#include <string>

namespace cutwatch::store {

/// Schema 10: what a message is like, and whether its signature was judged when it arrived.
Result<void> add_form_columns(Database& database);

/// The column `form`: a JSON object, empty for a message as they all were before.
std::string form_column(const mail::MessageForm& form);

/// Out of the column of that number. A damaged one counts as empty.
mail::MessageForm form_at(const Statement& row, int column);

}  // namespace cutwatch::store
