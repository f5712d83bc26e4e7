#include "agent/store/log_store.hpp"

#include "agent/store/bypass_row.hpp"
#include "agent/store/kept_rows.hpp"
#include "agent/store/server_log_row.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::store {
namespace {

std::string name_of(const Statement& row) {
  return fmt::format("the {} server's log {} of {}", row.text(1), row.text(2), row.text(0));
}

Result<void> read_log(const Statement& row, KeptLogs& out) {
  auto facts = parse_log_facts(row.text(3));
  if (!facts) return std::unexpected(facts.error());
  out.logs[{row.text(0), row.text(1), row.text(2)}].facts = *std::move(facts);
  return {};
}

std::string name_of_bypass(const Statement& row) { return "what went around the proxy of " + row.text(0); }

Result<void> read_bypass(const Statement& row, KeptLogs& out) {
  auto told = parse_bypass(row.text(1));
  if (!told) return std::unexpected(told.error());
  out.bypasses.emplace(row.text(0), *std::move(told));
  return {};
}

bool is_read(const cutover::Plan& plan, const LogKey& key) {
  return std::ranges::any_of(plan.logs, [&](const cutover::ServerLog& log) {
    return to_string(log.role) == key.role && log.source() == key.source;
  });
}

}  // namespace

Result<void> add_server_log_table(Database& database) {
  return database.execute(R"(
CREATE TABLE server_log (
  domain TEXT NOT NULL, role TEXT NOT NULL, source TEXT NOT NULL,
  facts TEXT NOT NULL, updated_ms INTEGER NOT NULL,
  PRIMARY KEY (domain, role, source)
);
)");
}

/// Of logs that are read no more.
Result<void> LogStore::forget(WallTime before, const std::set<LogKey>& followed) {
  auto query = database_.prepare("SELECT domain, role, source FROM server_log WHERE updated_ms < ?");
  if (!query) return std::unexpected(query.error());
  query->bind(1, before);
  std::vector<LogKey> old;
  const auto read =
      query->each_row([&](const Statement& row) { old.push_back({row.text(0), row.text(1), row.text(2)}); });
  if (!read) return read;
  std::erase_if(old, [&](const LogKey& key) { return followed.contains(key); });
  for (const auto& key : old) {
    for (const auto* sql : {"DELETE FROM log_position WHERE domain = ? AND role = ? AND source = ?",
                            "DELETE FROM server_log WHERE domain = ? AND role = ? AND source = ?"}) {
      const auto done = database_.run(
          sql, [&](Statement& erase) { erase.bind(1, key.domain).bind(2, key.role).bind(3, key.source); });
      if (!done) return done;
    }
  }
  return {};
}

Result<void> LogStore::write_logs(const LogChanges& changes, WallTime now) {
  LogPositions positions;
  for (const auto& [key, state] : changes.logs) {
    const auto written =
        database_.run("INSERT OR REPLACE INTO server_log VALUES (?, ?, ?, ?, ?)", [&](Statement& insert) {
          insert.bind(1, key.domain).bind(2, key.role).bind(3, key.source);
          insert.bind(4, text_of_log_facts(state->facts)).bind(5, now);
        });
    if (!written) return written;
    if (state->position) positions.emplace(key, *state->position);
  }
  return set_log_positions(database_, positions);
}

Result<void> LogStore::write_bypasses(const LogChanges& changes, WallTime now) {
  for (const auto& [domain, state] : changes.bypasses) {
    const auto written = database_.run(
        "INSERT OR REPLACE INTO bypass VALUES (?, ?, ?)",
        [&](Statement& insert) { insert.bind(1, domain).bind(2, text_of_bypass(*state)).bind(3, now); });
    if (!written) return written;
  }
  return {};
}

Result<void> LogStore::write(const LogChanges& changes, const std::set<LogKey>& followed, WallTime now) {
  const bool is_time = !looked_ || now - *looked_ >= kLogsLookedFor || now < *looked_;
  if (is_time) looked_ = now;
  return database_.atomically(Durability::normal, [&]() -> Result<void> {
    if (auto written = write_logs(changes, now); !written) return written;
    if (auto written = write_bypasses(changes, now); !written || !is_time) return written;
    const auto forgotten = database_.run("DELETE FROM bypass WHERE updated_ms < ?",
                                         [&](Statement& erase) { erase.bind(1, now - kBypassesKept); });
    return forgotten ? forget(now - kLogsKept, followed) : forgotten;
  });
}

Result<KeptLogs> LogStore::load() {
  KeptLogs out;
  const auto read = read_rows(database_.prepare("SELECT domain, role, source, facts FROM server_log"),
                              read_log, name_of, out);
  if (!read) return std::unexpected(read.error());
  const auto told =
      read_rows(database_.prepare("SELECT domain, told FROM bypass"), read_bypass, name_of_bypass, out);
  if (!told) return std::unexpected(told.error());
  auto positions = load_log_positions(database_, out.damaged);
  if (!positions) return std::unexpected(positions.error());
  for (auto& [key, position] : *positions) out.logs[key].position = position;
  return out;
}

Snapshot with_server_logs(Snapshot snapshot, const KeptLogs& kept, const metrics::Watched& watched) {
  for (const auto& plan : watched.plans) {
    for (const auto& [key, state] : kept.logs) {
      if (key.domain != plan.label() || !is_read(plan, key)) continue;
      auto& domain = snapshot.domains[key.domain].write();
      domain.server_logs.insert_or_assign({key.role, key.source}, Shared(state));
    }
    const auto told = kept.bypasses.find(plan.label());
    if (told != kept.bypasses.end()) snapshot.domains[plan.label()].write().bypass = Shared(told->second);
  }
  return snapshot;
}

}  // namespace cutwatch::store
