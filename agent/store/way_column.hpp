#pragma once
#include "agent/store/database.hpp"
#include "core/mail/dns_way.hpp"

#include <optional>
#include <string>

namespace cutwatch::store {

/// Schema 10: where DNS sent a message, of those that are sent as it says. Errors: storage.
Result<void> add_way_column(Database& database);

/// The column `way`: a JSON object.
std::string way_column(const mail::DnsWay& way);

/// Out of the column of that number, with no more of anything than a way has; none where it is damaged.
std::optional<mail::DnsWay> way_at(const Statement& row, int column);

}  // namespace cutwatch::store
