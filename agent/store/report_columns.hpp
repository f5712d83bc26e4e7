#pragma once
#include "agent/store/database.hpp"
#include "core/mail/delivery_report.hpp"

#include <optional>
#include <string>

namespace cutwatch::store {

/// Schema 9: what was reported of a message, and how far bounces have been read.
Result<void> add_reports(Database& database);

/// The column `report`: a JSON object.
std::string report_column(const mail::DeliveryReport& report);

/// None where nothing was reported, or the row is damaged.
std::optional<mail::DeliveryReport> report_at(const Statement& row, int column);

}  // namespace cutwatch::store
