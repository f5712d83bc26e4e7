#pragma once
#include "core/failure/failure.hpp"
#include "core/mail/ledger_entry.hpp"

#include <string>
#include <vector>

namespace cutwatch::store {

/// All messages of a domain that a state file remembers, whether an agent writes to it or not; the file stays
/// as it is. Errors: storage, malformed.
Result<std::vector<mail::LedgerEntry>> read_messages(const std::string& path, const std::string& domain);

}  // namespace cutwatch::store
