#pragma once
#include "agent/store/database.hpp"
#include "core/mail/awaited_report.hpp"

#include <optional>
#include <string>

namespace cutwatch::store {

/// Schema 10: where a message is awaited that is awaited in no mailbox. Errors: storage.
Result<void> add_awaited_report_column(Database& database);

/// The column `awaited_report`: "promised" or "unpromised", with "-missed" behind it where its reports may
/// have been passed over, a blank, and the mailbox's id.
std::string awaited_report_column(const mail::AwaitedReport& awaited);

/// Out of the column of that number; none where it is empty or damaged.
std::optional<mail::AwaitedReport> awaited_report_at(const Statement& row, int column);

}  // namespace cutwatch::store
