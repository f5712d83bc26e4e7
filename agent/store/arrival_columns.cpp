#include "agent/store/arrival_columns.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>

namespace cutwatch::store {
namespace {

using nlohmann::json;

/// Bounded as what a message shows is.
constexpr std::size_t kMostFields = 16;

bool is_sound(const json& value) {
  return value.is_object() && value.contains("marked") && value["marked"].is_boolean() &&
         value.contains("score") && (value["score"].is_null() || value["score"].is_number()) &&
         value.contains("fields") && value["fields"].is_array() && value["fields"].size() <= kMostFields &&
         std::ranges::all_of(value["fields"], [](const json& field) { return field.is_string(); });
}

}  // namespace

Result<void> add_arrival_columns(Database& database) {
  return database.execute(R"(
ALTER TABLE message ADD COLUMN filed_ms INTEGER;
ALTER TABLE message ADD COLUMN believed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN reaches_sender INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN spam TEXT NOT NULL DEFAULT '';
)");
}

std::string spam_column(const mail::SpamSigns& spam) {
  if (spam == mail::SpamSigns{}) return {};
  const json out{{"marked", spam.is_marked},
                 {"score", spam.score ? json(*spam.score) : json()},
                 {"fields", spam.fields}};
  return out.dump(-1, ' ', true, json::error_handler_t::replace);
}

mail::SpamSigns spam_at(const Statement& row, int column) {
  const auto value = json::parse(row.text(column), nullptr, false);
  if (!is_sound(value)) return {};
  mail::SpamSigns out{.is_marked = value["marked"].get<bool>(),
                      .score = {},
                      .fields = value["fields"].get<std::vector<std::string>>()};
  if (value["score"].is_number()) out.score = value["score"].get<double>();
  return out;
}

mail::BelievedLines believed_at(const Statement& row, int believed) {
  const auto count = std::clamp<std::int64_t>(row.integer(believed), 0, mail::kMaxReceived);
  return {.count = static_cast<std::size_t>(count), .reach_sender = row.integer(believed + 1) != 0};
}

}  // namespace cutwatch::store
