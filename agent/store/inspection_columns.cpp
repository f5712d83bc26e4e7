#include "agent/store/inspection_columns.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace cutwatch::store {
namespace {

using nlohmann::json;

std::optional<mail::FieldChange> change_of(const json& pair) {
  if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string())
    return std::nullopt;
  const auto name = pair[0].get<std::string>();
  const auto field = std::ranges::find_if(mail::kMessageFields,
                                          [&](mail::MessageField each) { return to_string(each) == name; });
  if (field == mail::kMessageFields.end()) return std::nullopt;
  return mail::FieldChange{.field = *field, .diff = pair[1].get<std::string>()};
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < mail::kMaxReceived) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

Result<void> add_inspection_columns(Database& database) {
  return database.execute(R"(
ALTER TABLE message ADD COLUMN queue_id TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN received TEXT;
ALTER TABLE message ADD COLUMN changes TEXT;
)");
}

std::string received_column(const mail::Inspection& inspection) {
  std::string out;
  for (const auto& line : inspection.received.values()) out += line + "\n";
  return out;
}

std::string changes_column(const mail::Inspection& inspection) {
  json out = json::array();
  for (const auto& change : inspection.changes)
    out.push_back({std::string(to_string(change.field)), change.diff});
  return out.dump(-1, ' ', true, json::error_handler_t::replace);
}

std::optional<mail::Inspection> inspection_at(const Statement& row, int received) {
  if (row.is_null(received) || row.is_null(received + 1)) return std::nullopt;
  const auto changes = json::parse(row.text(received + 1), nullptr, false);
  if (!changes.is_array()) return std::nullopt;
  mail::Inspection out{.received = lines_of(row.text(received)), .changes = {}};
  for (const auto& pair : changes) {
    auto change = change_of(pair);
    if (!change) return std::nullopt;
    out.changes.push_back(*std::move(change));
  }
  return out;
}

}  // namespace cutwatch::store
