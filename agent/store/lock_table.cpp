#include "agent/store/lock_table.hpp"

#include "agent/store/kept_rows.hpp"
#include "agent/store/lock_row.hpp"

#include <utility>

namespace cutwatch::store {
namespace {

std::string source_text(const LockKey& key) { return key.source ? key.source->text() : ""; }

std::string name_of(const Statement& row) {
  return fmt::format("the lock of {} at {}", row.text(0), row.text(1));
}

Result<void> read_lock(const Statement& row, KeptDns& out) {
  auto state = parse_lock(row.text(2), row.text(0));
  if (!state) return std::unexpected(state.error());
  const KnownLock key{row.text(0), key_of(state->last)};
  out.locks.insert_or_assign(key, *std::move(state));
  return {};
}

}  // namespace

Result<void> add_lock_table(Database& database) {
  return database.execute(R"(
CREATE TABLE lockdown (
  domain TEXT NOT NULL, target TEXT NOT NULL, server TEXT NOT NULL, source TEXT NOT NULL,
  state TEXT NOT NULL, updated_ms INTEGER NOT NULL,
  PRIMARY KEY (domain, target, server, source)
);
)");
}

Result<void> write_locks(Database& database, const DnsChanges& changes, WallTime now) {
  for (const auto& [key, state] : changes.locks) {
    const auto written =
        database.run("INSERT OR REPLACE INTO lockdown VALUES (?, ?, ?, ?, ?, ?)", [&](Statement& insert) {
          const auto& [domain, door] = key;
          insert.bind(1, domain).bind(2, door.target).bind(3, to_string(door.server));
          insert.bind(4, source_text(door)).bind(5, text_of_lock(state)).bind(6, now);
        });
    if (!written) return written;
  }
  return {};
}

Result<void> read_locks(Database& database, KeptDns& out) {
  return read_rows(database.prepare("SELECT domain, server, state FROM lockdown"), read_lock, name_of, out);
}

}  // namespace cutwatch::store
