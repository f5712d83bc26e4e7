#include "agent/store/state_file.hpp"

#include "agent/store/set_aside.hpp"
#include "agent/store/state_path.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <set>
#include <string>

namespace cutwatch::store {
namespace {

/// The tables' columns, as "table.column".
Result<std::set<std::string>> columns_of(Database database) {
  auto query = database.prepare(
      "SELECT m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = "
      "'table'");
  if (!query) return std::unexpected(query.error());
  std::set<std::string> columns;
  while (true) {
    const auto row = query->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return columns;
    columns.insert(query->text(0));
  }
}

/// What every statement of ours can rest on: names in the schema may be damaged where each page is sound.
Result<void> has_all_columns(const Database& database, const net::HmacKey& key) {
  auto fresh = MessageStore::open(":memory:", key);
  if (!fresh) return std::unexpected(fresh.error());
  const auto wanted = columns_of(fresh->database());
  const auto found = columns_of(database);
  if (!wanted) return std::unexpected(wanted.error());
  if (!found) return std::unexpected(found.error());
  for (const auto& column : *wanted) {
    if (!found->contains(column)) return fail(FailureKind::malformed, "the column " + column + " is missing");
  }
  return {};
}

/// Opens it only where every page is what it should be.
Result<MessageStore> open_sound(const std::string& path, const net::HmacKey& key) {
  auto messages = MessageStore::open(path, key);
  if (!messages) return messages;
  auto database = messages->database();
  auto check = database.prepare("PRAGMA quick_check(1)");
  if (!check) return std::unexpected(check.error());
  const auto row = check->step();
  if (!row) return std::unexpected(row.error());
  if (*row && check->text(0) != "ok") return fail(FailureKind::malformed, check->text(0));
  const auto whole = has_all_columns(database, key);
  if (!whole) return std::unexpected(whole.error());
  return messages;
}

/// What is wrong with a file says which, too.
std::unexpected<Failure> of_file(const std::string& path, Failure failure) {
  if (!failure.detail.contains(printable(path)))
    failure.detail = fmt::format("cannot use the state file {}: {}", printable(path), failure.detail);
  return std::unexpected(std::move(failure));
}

}  // namespace

Result<OpenedState> open_state(const std::string& configured, const net::HmacKey& key_for_new_store,
                               WallTime now) {
  const auto path = followed(configured);
  auto messages = open_sound(path, key_for_new_store);
  if (messages)
    return OpenedState{.messages = *std::move(messages), .newly_aside = "", .left_aside = left_aside(path)};
  if (messages.error().kind != FailureKind::malformed) return of_file(path, messages.error());
  auto aside = set_aside(path, now);
  if (!aside) return std::unexpected(aside.error());
  messages = open_sound(path, key_for_new_store);
  if (!messages) return of_file(path, messages.error());
  return OpenedState{.messages = *std::move(messages), .newly_aside = *aside, .left_aside = *aside};
}

}  // namespace cutwatch::store
