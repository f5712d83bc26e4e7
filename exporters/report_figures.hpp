#pragma once
#include "exporters/report.hpp"

// How many messages there were, of all that ever were, those forgotten included. What the old server refused
// on purpose is told from refusals that nobody wanted, as far as messages are remembered. Pure.
namespace cutwatch::exporters {

/// A row for each round trip and path.
nlohmann::json message_totals_json(const ReportSource& source);

/// "12 probe messages ended, 7 delivered, 1 refused, 4 more refused on purpose, 1 in flight".
std::string message_summary(const ReportSource& source);

}  // namespace cutwatch::exporters
