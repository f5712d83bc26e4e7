#pragma once
#include "agent/store/database.hpp"
#include "core/failure/failure.hpp"
#include "core/snapshot/bypass_state.hpp"

#include <string>
#include <string_view>

namespace cutwatch::store {

/// Schema 10: what of each domain went around the proxy, one row a domain.
Result<void> add_bypass_table(Database& database);

/// The column of what went around the proxy, and what it stands for: with how far mailboxes were audited, but
/// not whether they can be read now. Errors: malformed.
std::string text_of_bypass(const BypassState& state);
Result<BypassState> parse_bypass(std::string_view text);

}  // namespace cutwatch::store
