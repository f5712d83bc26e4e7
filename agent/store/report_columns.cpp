#include "agent/store/report_columns.hpp"

#include "agent/store/bounce_positions.hpp"
#include "agent/store/bounded_columns.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cutwatch::store {
namespace {

using nlohmann::json;

/// Empty where there is none.
std::string text_of(const json& object, const char* key) {
  const auto place = object.find(key);
  return place != object.end() && place->is_string() ? place->get<std::string>() : std::string();
}

std::optional<WallTime> instant_of(const json& object) {
  const auto place = object.find("at_ms");
  if (place == object.end() || !place->is_number_integer()) return std::nullopt;
  const auto millis = place->get<std::int64_t>();
  return is_instant(millis) ? std::optional(WallTime(Millis(millis))) : std::nullopt;
}

}  // namespace

Result<void> add_reports(Database& database) {
  const auto added = database.execute("ALTER TABLE message ADD COLUMN report TEXT;");
  return added ? add_bounce_positions(database) : added;
}

std::string report_column(const mail::DeliveryReport& report) {
  const json out{{"at_ms", std::chrono::floor<Millis>(report.at.time_since_epoch()).count()},
                 {"verdict", to_string(report.verdict)},
                 {"recipient", report.recipient},
                 {"status", report.status},
                 {"diagnostic", report.diagnostic},
                 {"reporting_mta", report.reporting_mta},
                 {"remote_mta", report.remote_mta}};
  return out.dump(-1, ' ', true, json::error_handler_t::replace);
}

std::optional<mail::DeliveryReport> report_at(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  const auto object = json::parse(row.text(column), nullptr, false);
  if (!object.is_object()) return std::nullopt;
  const auto at = instant_of(object);
  const auto name = text_of(object, "verdict");
  const auto verdict = std::ranges::find_if(
      mail::kReportVerdicts, [&](mail::ReportVerdict each) { return to_string(each) == name; });
  if (!at || verdict == mail::kReportVerdicts.end()) return std::nullopt;
  return mail::DeliveryReport{.at = *at,
                              .verdict = *verdict,
                              .recipient = text_of(object, "recipient"),
                              .status = text_of(object, "status"),
                              .diagnostic = text_of(object, "diagnostic"),
                              .reporting_mta = text_of(object, "reporting_mta"),
                              .remote_mta = text_of(object, "remote_mta")};
}

}  // namespace cutwatch::store
