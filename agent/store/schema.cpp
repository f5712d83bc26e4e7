#include "agent/store/schema.hpp"

#include "agent/store/arrival_columns.hpp"
#include "agent/store/authentication_column.hpp"
#include "agent/store/awaited_report_column.hpp"
#include "agent/store/bypass_row.hpp"
#include "agent/store/chronicle_tables.hpp"
#include "agent/store/copies_column.hpp"
#include "agent/store/counted_act_table.hpp"
#include "agent/store/destination_columns.hpp"
#include "agent/store/dns_tables.hpp"
#include "agent/store/form_columns.hpp"
#include "agent/store/inspection_columns.hpp"
#include "agent/store/lock_table.hpp"
#include "agent/store/log_positions.hpp"
#include "agent/store/log_store.hpp"
#include "agent/store/report_columns.hpp"
#include "agent/store/switch_migration.hpp"
#include "agent/store/totals_migration.hpp"
#include "agent/store/way_column.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace cutwatch::store {
namespace {

Result<void> make_sixth(Database& database) {
  const auto added = add_last_exchange(database);
  return added ? add_destination_columns(database) : added;
}

Result<void> make_ninth(Database& database) {
  if (auto done = add_arrival_columns(database); !done) return done;
  if (auto done = add_counted_act_table(database); !done) return done;
  return add_reports(database);
}

/// When a server first put a message off.
Result<void> add_first_deferral(Database& database) {
  return database.execute("ALTER TABLE message ADD COLUMN first_deferral_ms INTEGER;");
}

Result<void> make_tenth(Database& database) {
  if (auto done = add_form_columns(database); !done) return done;
  if (auto done = add_authentication_column(database); !done) return done;
  if (auto done = add_way_column(database); !done) return done;
  if (auto done = add_awaited_report_column(database); !done) return done;
  if (auto done = add_copies_column(database); !done) return done;
  if (auto done = add_log_position_table(database); !done) return done;
  if (auto done = add_server_log_table(database); !done) return done;
  if (auto done = add_bypass_table(database); !done) return done;
  if (auto done = add_lock_table(database); !done) return done;
  return add_first_deferral(database);
}

/// What makes each schema the next: the first of them makes 2 of 1.
using Migration = Result<void> (*)(Database&);
constexpr std::array<Migration, 9> kMigrations{
    migrate_to_totals,      add_dns_tables, add_calibration_table,
    add_chronicle_tables,   make_sixth,     add_published_to_switches,
    add_inspection_columns, make_ninth,     make_tenth};
static_assert(kSchemaVersion == 1 + static_cast<std::int64_t>(kMigrations.size()));

/// Schema 1; the later ones are made from it.
constexpr const char* kTables = R"(
CREATE TABLE meta (schema_version INTEGER NOT NULL, key TEXT NOT NULL);
CREATE TABLE message (
  id TEXT PRIMARY KEY, domain TEXT NOT NULL, probe TEXT NOT NULL, path TEXT NOT NULL, mailbox TEXT NOT NULL,
  sender TEXT NOT NULL, recipient TEXT NOT NULL,
  recorded_ms INTEGER NOT NULL, late_after_ms INTEGER NOT NULL, lost_after_ms INTEGER NOT NULL,
  first_attempt_ms INTEGER, attempts INTEGER NOT NULL DEFAULT 0, deferrals INTEGER NOT NULL DEFAULT 0,
  disposition INTEGER, accepted_ms INTEGER, detail TEXT NOT NULL DEFAULT '',
  seen_ms INTEGER, folder TEXT, is_junk INTEGER, copies INTEGER NOT NULL DEFAULT 0,
  result INTEGER, ended_ms INTEGER, is_found_after_lost INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
)";

Result<bool> finds(Database& database, const char* sql) {
  auto query = database.prepare(sql);
  if (!query) return std::unexpected(query.error());
  return query->step();
}

Result<bool> has_tables(Database& database) {
  const auto ours = finds(
      database, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name IN ('meta', 'message') LIMIT 1");
  if (!ours || *ours) return ours;
  const auto others = finds(database, "SELECT 1 FROM sqlite_master LIMIT 1");
  if (!others || !*others) return others;
  return fail(FailureKind::storage,
              "the state file is a database of another program: use another [state] path");
}

/// To be called in a transaction.
Result<void> migrate(Database& database, std::int64_t from) {
  for (auto version = from; version < kSchemaVersion; ++version) {
    const auto migrated = kMigrations.at(static_cast<std::size_t>(version - 1))(database);
    if (!migrated) return migrated;
  }
  return database.execute(fmt::format("UPDATE meta SET schema_version = {}", kSchemaVersion).c_str());
}

Result<void> create(Database& database, const net::HmacKey& key) {
  return database.atomically(Durability::full, [&]() -> Result<void> {
    const auto created = database.execute(kTables);
    if (!created) return created;
    const auto inserted = database.run("INSERT INTO meta VALUES (1, ?)",
                                       [&](Statement& insert) { insert.bind(1, net::hex(key)); });
    if (!inserted) return inserted;
    return migrate(database, 1);
  });
}

struct Meta {
  std::int64_t schema = 0;
  std::string key;
};

Result<Meta> read_meta(Database& database) {
  auto query = database.prepare("SELECT schema_version, key FROM meta");
  if (!query) return std::unexpected(query.error());
  const auto row = query->step();
  if (!row || !*row || query->integer(0) < 1)
    return fail(FailureKind::malformed, "the state file names no schema version");
  return Meta{.schema = query->integer(0), .key = query->text(1)};
}

std::uint8_t digit(char c) { return static_cast<std::uint8_t>(c >= 'a' ? c - 'a' + 10 : c - '0'); }

Result<net::HmacKey> key_from(const std::string& text) {
  net::HmacKey key{};
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (text.size() != 2 * key.size() || !std::ranges::all_of(text, is_hex)) {
    return fail(FailureKind::malformed, "the key in the state file is damaged");
  }
  for (std::size_t i = 0; i < key.size(); ++i) {
    key[i] = static_cast<std::uint8_t>(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
  }
  return key;
}

}  // namespace

Result<net::HmacKey> prepare_schema(Database& database, const net::HmacKey& key_for_new_store) {
  const auto known = has_tables(database);
  if (!known) return std::unexpected(known.error());
  if (!*known) {
    const auto created = create(database, key_for_new_store);
    if (!created) return std::unexpected(created.error());
    return key_for_new_store;
  }
  const auto meta = read_meta(database);
  if (!meta) return std::unexpected(meta.error());
  if (meta->schema > kSchemaVersion) {
    return fail(
        FailureKind::storage,
        fmt::format("the state file has schema {}, this version knows {}: use the newer cutwatch, or another "
                    "[state] path",
                    meta->schema, kSchemaVersion));
  }
  const auto key = key_from(meta->key);
  if (!key || meta->schema == kSchemaVersion) return key;
  const auto migrated =
      database.atomically(Durability::full, [&] { return migrate(database, meta->schema); });
  if (!migrated) return std::unexpected(migrated.error());
  return key;
}

}  // namespace cutwatch::store
