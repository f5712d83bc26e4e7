#include "agent/store/totals_migration.hpp"

#include "agent/store/message_row.hpp"
#include "agent/store/totals_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

namespace cutwatch::store {
namespace {

/// The indexes are for a start and for forgetting: neither may read all that there is.
constexpr const char* kTables = R"(
ALTER TABLE message ADD COLUMN was_watched INTEGER NOT NULL DEFAULT 1;
CREATE TABLE total (
  domain TEXT NOT NULL, probe TEXT NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL,
  PRIMARY KEY (domain, probe, path, name)
) WITHOUT ROWID;
CREATE INDEX message_in_flight ON message (recorded_ms) WHERE ended_ms IS NULL;
CREATE INDEX message_ended ON message (domain, ended_ms) WHERE ended_ms IS NOT NULL;
CREATE INDEX message_ended_by_path ON message (domain, probe, path, ended_ms) WHERE ended_ms IS NOT NULL;
)";

/// What the messages of one path add up to, and the one that ended last: those of one look by id.
struct Counted {
  TotalsDelta values;
  std::tuple<std::optional<WallTime>, std::string, std::optional<mail::MessageResult>> last;

  void add(const mail::LedgerEntry& entry) {
    for (const auto& [name, value] : delta_of({}, mail::contribution_of(entry))) values[name] += value;
    if (entry.result) last = std::max(std::move(last), std::tuple(entry.ended, entry.id, entry.result));
  }
};

Result<std::map<TotalsKey, Counted>> count_messages(Database& database) {
  auto query = database.prepare(
      fmt::format("SELECT {}, {} FROM message", kFirstMessageColumns, kNoLaterMessageColumns).c_str());
  if (!query) return std::unexpected(query.error());
  std::map<TotalsKey, Counted> counted;
  const auto read = query->each_row([&](const Statement& row) {
    const auto entry = entry_of(row);
    counted[{domain_of(row), {entry.probe, entry.path}}].add(entry);
  });
  if (!read) return std::unexpected(read.error());
  return counted;
}

}  // namespace

Result<void> migrate_to_totals(Database& database) {
  const auto created = database.execute(kTables);
  if (!created) return created;
  const auto counted = count_messages(database);
  if (!counted) return std::unexpected(counted.error());
  for (const auto& [key, path] : *counted) {
    const auto added = add_to_totals(database, key, path.values);
    if (!added) return added;
    const auto last_result = std::get<2>(path.last);
    if (!last_result) continue;
    const auto set = set_last_result(database, key, *last_result);
    if (!set) return set;
  }
  return database.execute("UPDATE meta SET schema_version = 2");
}

}  // namespace cutwatch::store
