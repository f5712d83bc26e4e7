#include "agent/store/state_file.hpp"

#include "agent/store/set_aside.hpp"

#include <fmt/core.h>

namespace cutwatch::store {
namespace {

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
  return messages;
}

}  // namespace

Result<OpenedState> open_state(const std::string& path, const net::HmacKey& key_for_new_store, WallTime now) {
  auto messages = open_sound(path, key_for_new_store);
  if (messages)
    return OpenedState{.messages = *std::move(messages), .newly_aside = "", .left_aside = left_aside(path)};
  if (messages.error().kind != FailureKind::malformed) return std::unexpected(messages.error());
  auto aside = set_aside(path, now);
  if (!aside) return std::unexpected(aside.error());
  messages = open_sound(path, key_for_new_store);
  if (!messages) return std::unexpected(messages.error());
  return OpenedState{.messages = *std::move(messages), .newly_aside = *aside, .left_aside = *aside};
}

}  // namespace cutwatch::store
