#pragma once
#include "agent/store/database.hpp"
#include "core/mail/expected_copy.hpp"

#include <string>
#include <vector>

namespace cutwatch::store {

/// Schema 10: the further mailboxes that a message is expected in, what is known of it there, and what was
/// told of a copy that will not arrive (`copy_bounce`, as `report`). Errors: storage.
Result<void> add_copies_column(Database& database);

/// The column `also_in`: a JSON array; empty text where the message is expected in its own mailbox only.
std::string copies_column(const std::vector<mail::ExpectedCopy>& copies);

/// Out of the column of that number, with no more than a message has; none where it is damaged.
std::vector<mail::ExpectedCopy> copies_at(const Statement& row, int column);

}  // namespace cutwatch::store
