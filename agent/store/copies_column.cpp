#include "agent/store/copies_column.hpp"

#include "agent/store/bounded_columns.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace cutwatch::store {
namespace {

using nlohmann::json;

json millis_or_null(const std::optional<WallTime>& at) {
  return at ? json(std::chrono::floor<Millis>(at->time_since_epoch()).count()) : json();
}

bool is_instant_or_null(const json& value) {
  return value.is_null() || (value.is_number_integer() && is_instant(value.get<std::int64_t>()));
}

std::optional<WallTime> instant_of(const json& value) {
  return value.is_null() ? std::nullopt : std::optional(WallTime(Millis(value.get<std::int64_t>())));
}

json copy_json(const mail::ExpectedCopy& copy) {
  return {{"mailbox", copy.mailbox},
          {"account", copy.account},
          {"seen_ms", millis_or_null(copy.seen)},
          {"folder", copy.folder},
          {"junk", copy.is_junk},
          {"missed_ms", millis_or_null(copy.missed)},
          {"filed_ms", millis_or_null(copy.filed)},
          {"suffices", copy.suffices}};
}

std::optional<mail::ExpectedCopy> copy_of(const json& value) {
  if (!value.is_object()) return std::nullopt;
  const auto mailbox = value.value("mailbox", json());
  const auto account = value.value("account", json());
  const auto folder = value.value("folder", json());
  const auto junk = value.value("junk", json());
  const auto seen = value.value("seen_ms", json());
  const auto missed = value.value("missed_ms", json());
  const auto filed = value.value("filed_ms", json());
  const auto suffices = value.value("suffices", json(false));
  if (!is_instant_or_null(filed) || !suffices.is_boolean()) return std::nullopt;
  if (!mailbox.is_string() || !account.is_string() || !folder.is_string() || !junk.is_boolean() ||
      !is_instant_or_null(seen) || !is_instant_or_null(missed))
    return std::nullopt;
  return mail::ExpectedCopy{.mailbox = mailbox.get<std::string>(),
                            .account = account.get<std::string>(),
                            .seen = instant_of(seen),
                            .folder = folder.get<std::string>(),
                            .is_junk = junk.get<bool>(),
                            .missed = instant_of(missed),
                            .filed = instant_of(filed),
                            .suffices = suffices.get<bool>()};
}

}  // namespace

Result<void> add_copies_column(Database& database) {
  return database.execute(
      "ALTER TABLE message ADD COLUMN also_in TEXT NOT NULL DEFAULT ''; "
      "ALTER TABLE message ADD COLUMN copy_bounce TEXT;");
}

std::string copies_column(const std::vector<mail::ExpectedCopy>& copies) {
  if (copies.empty()) return {};
  json out = json::array();
  for (const auto& copy : copies) out.push_back(copy_json(copy));
  return out.dump(-1, ' ', true, json::error_handler_t::replace);
}

std::vector<mail::ExpectedCopy> copies_at(const Statement& row, int column) {
  const auto value = json::parse(row.text(column), nullptr, false);
  if (!value.is_array() || value.size() > mail::kMostCopiesExpected) return {};
  std::vector<mail::ExpectedCopy> out;
  for (const auto& each : value) {
    auto copy = copy_of(each);
    if (!copy) return {};
    out.push_back(*std::move(copy));
  }
  return out;
}

}  // namespace cutwatch::store
