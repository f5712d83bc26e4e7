#include "agent/store/form_columns.hpp"

#include <nlohmann/json.hpp>

namespace cutwatch::store {
namespace {

using nlohmann::json;

/// That no damaged file makes a message of any size.
bool is_large_size(const json& value) {
  return value.is_number_unsigned() && value.get<std::uint64_t>() <= mail::kMostLarge;
}

bool is_sound(const json& value) {
  if (!value.is_object()) return false;
  for (const auto* text : {"body", "reply_to", "signed_with"}) {
    if (!value.contains(text) || !value[text].is_string()) return false;
  }
  return mail::body_kind_of(value["body"].get<std::string>()) && value.contains("large_size") &&
         is_large_size(value["large_size"]) && value.contains("seven_bit") && value["seven_bit"].is_boolean();
}

}  // namespace

Result<void> add_form_columns(Database& database) {
  return database.execute(R"(
ALTER TABLE message ADD COLUMN form TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN is_signature_judged INTEGER NOT NULL DEFAULT 0;
)");
}

std::string form_column(const mail::MessageForm& form) {
  if (form == mail::MessageForm{}) return {};
  const json out{{"body", to_string(form.body)},
                 {"large_size", form.large_size},
                 {"reply_to", form.reply_to},
                 {"signed_with", form.signed_with},
                 {"seven_bit", form.is_seven_bit}};
  return out.dump(-1, ' ', true, json::error_handler_t::replace);
}

mail::MessageForm form_at(const Statement& row, int column) {
  const auto value = json::parse(row.text(column), nullptr, false);
  if (!is_sound(value)) return {};
  return {.body = *mail::body_kind_of(value["body"].get<std::string>()),
          .large_size = value["large_size"].get<std::size_t>(),
          .reply_to = value["reply_to"].get<std::string>(),
          .signed_with = value["signed_with"].get<std::string>(),
          .is_seven_bit = value["seven_bit"].get<bool>()};
}

}  // namespace cutwatch::store
