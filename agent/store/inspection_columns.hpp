#pragma once
#include "agent/store/database.hpp"
#include "core/mail/inspection.hpp"

#include <optional>
#include <string>

namespace cutwatch::store {

/// Schema 8: what the first server called a message, and what a message in the mailbox showed.
Result<void> add_inspection_columns(Database& database);

/// The columns `received` and `changes` of an inspection: its lines, each ended by LF, and its changes as a
/// JSON array of pairs.
std::string received_column(const mail::Inspection& inspection);
std::string changes_column(const mail::Inspection& inspection);

/// Out of the column at `received` and the one behind it. None where there was no inspection, or the row is
/// damaged: then it is not known what the message showed.
std::optional<mail::Inspection> inspection_at(const Statement& row, int received);

}  // namespace cutwatch::store
