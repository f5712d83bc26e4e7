#include "agent/store/authentication_column.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace cutwatch::store {
namespace {

using nlohmann::json;

bool is_sound(const json& triple) {
  return triple.is_array() && triple.size() == 3 &&
         std::ranges::all_of(triple, [](const json& text) { return text.is_string(); });
}

}  // namespace

Result<void> add_authentication_column(Database& database) {
  return database.execute("ALTER TABLE message ADD COLUMN authentication TEXT NOT NULL DEFAULT ''");
}

std::string authentication_column(const std::vector<mail::AuthenticationResult>& results) {
  if (results.empty()) return {};
  json out = json::array();
  for (const auto& result : results)
    out.push_back({result.method, std::string(to_string(result.verdict)), result.properties});
  return out.dump(-1, ' ', true, json::error_handler_t::replace);
}

std::vector<mail::AuthenticationResult> authentication_at(const Statement& row, int column) {
  const auto value = json::parse(row.text(column), nullptr, false);
  if (!value.is_array() || value.size() > mail::kMostResults || !std::ranges::all_of(value, is_sound))
    return {};
  std::vector<mail::AuthenticationResult> out;
  for (const auto& triple : value) {
    out.push_back({.method = triple[0].get<std::string>(),
                   .verdict = mail::verdict_named(triple[1].get<std::string>()),
                   .properties = triple[2].get<std::string>()});
  }
  return out;
}

}  // namespace cutwatch::store
