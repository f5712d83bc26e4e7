#include "agent/store/message_store.hpp"

#include "agent/store/awaited_report_column.hpp"
#include "agent/store/copies_column.hpp"
#include "agent/store/counted_act_table.hpp"
#include "agent/store/form_columns.hpp"
#include "agent/store/message_row.hpp"
#include "agent/store/schema.hpp"
#include "agent/store/totals_table.hpp"
#include "agent/store/way_column.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

namespace cutwatch::store {
namespace {

constexpr std::int64_t kPrunedAtOnce = 512;

Result<Statement> select(Database& database, const std::string& condition) {
  return database.prepare(fmt::format("SELECT {}, {} FROM message WHERE {}", kFirstMessageColumns,
                                      kLaterMessageColumns, condition)
                              .c_str());
}

using Ledgers = std::map<std::string, KeptLedger>;

/// Adds what a query finds to its domain's ledger.
Result<void> read_all(Result<Statement> query, Ledgers& ledgers) {
  if (!query) return std::unexpected(query.error());
  return query->each_row(
      [&](const Statement& row) { ledgers[domain_of(row)].messages.push_back(entry_of(row)); });
}

/// The last of a domain, and the last of each of its paths.
Result<void> read_ended(Database& database, const std::string& domain, Ledgers& ledgers) {
  auto query =
      select(database, "domain = ? AND ended_ms IS NOT NULL ORDER BY ended_ms DESC, id DESC LIMIT ?");
  if (query) query->bind(1, domain).bind(2, static_cast<std::int64_t>(kMaxEnded));
  auto read = read_all(std::move(query), ledgers);
  auto& ledger = ledgers[domain];
  for (const auto& [path, totals] : ledger.totals) {
    if (!read) return read;
    auto of_path = select(database,
                          "domain = ? AND probe = ? AND path = ? AND ended_ms IS NOT NULL "
                          "ORDER BY ended_ms DESC, id DESC LIMIT ?");
    if (of_path) of_path->bind(1, domain).bind(2, path.probe).bind(3, path.path);
    if (of_path) of_path->bind(4, static_cast<std::int64_t>(kKeptOfEach));
    read = read_all(std::move(of_path), ledgers);
  }
  std::set<std::string> ids;
  std::erase_if(ledger.messages,
                [&](const mail::LedgerEntry& entry) { return !ids.insert(entry.id).second; });
  return read;
}

/// When the `least`th last message of a path ended; nothing where there are not so many.
Result<std::optional<WallTime>> oldest_to_keep(Database& database, const TotalsKey& key, std::size_t least) {
  auto query = database.prepare(
      "SELECT ended_ms FROM message WHERE domain = ? AND probe = ? AND path = ? AND ended_ms IS NOT NULL "
      "ORDER BY ended_ms DESC LIMIT 1 OFFSET ?");
  if (!query) return std::unexpected(query.error());
  query->bind(1, key.domain).bind(2, key.path.probe).bind(3, key.path.path);
  query->bind(4, static_cast<std::int64_t>(std::max<std::size_t>(least, 1) - 1));
  const auto row = query->step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::nullopt;
  return WallTime(Millis(query->integer(0)));
}

Result<std::size_t> forget_before(Database& database, const TotalsKey& key, WallTime end) {
  auto statement = database.prepare(
      "DELETE FROM message WHERE id IN (SELECT id FROM message WHERE domain = ? AND probe = ? AND path = ? "
      "AND ended_ms < ? ORDER BY ended_ms LIMIT ?)");
  if (!statement) return std::unexpected(statement.error());
  statement->bind(1, key.domain).bind(2, key.path.probe).bind(3, key.path.path);
  statement->bind(4, end).bind(5, kPrunedAtOnce);
  const auto done = database.commit(*std::move(statement), Durability::normal);
  if (!done) return std::unexpected(done.error());
  return database.changes();
}

}  // namespace

Result<MessageStore> MessageStore::open(const std::string& path, const net::HmacKey& key_for_new_store) {
  auto database = Database::open(path);
  if (!database) return std::unexpected(database.error());
  const auto key = prepare_schema(*database, key_for_new_store);
  if (!key) return std::unexpected(key.error());
  return MessageStore(*std::move(database), *key);
}

Result<void> MessageStore::record(const std::string& domain, const mail::LedgerEntry& entry) {
  auto insert = database_.prepare(
      "INSERT INTO message (id, domain, probe, path, mailbox, sender, recipient, recorded_ms, late_after_ms, "
      "lost_after_ms, longest_pause_ms, route, form, way, awaited_report, also_in) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  if (!insert) return std::unexpected(insert.error());
  insert->bind(1, entry.id).bind(2, domain).bind(3, entry.probe).bind(4, entry.path).bind(5, entry.mailbox);
  insert->bind(6, entry.from).bind(7, entry.to).bind(8, entry.recorded);
  insert->bind(9, entry.limits.late_after.count()).bind(10, entry.limits.lost_after.count());
  insert->bind(11, entry.limits.longest_pause.count()).bind(12, entry.route);
  insert->bind(13, form_column(entry.form));
  insert->bind(14, entry.way ? std::optional(way_column(*entry.way)) : std::nullopt);
  const auto& awaited = entry.awaited_report;
  insert->bind(15, awaited ? std::optional(awaited_report_column(*awaited)) : std::nullopt);
  insert->bind(16, copies_column(entry.also_in));
  return database_.commit(*std::move(insert), Durability::full);
}

Result<void> MessageStore::mark_departure(const std::string& id) {
  auto change = database_.prepare("UPDATE message SET disposition = ? WHERE id = ?");
  if (!change) return std::unexpected(change.error());
  change->bind(1, std::int64_t{std::to_underlying(mail::SmtpDisposition::unknown)}).bind(2, id);
  return database_.commit(*std::move(change), Durability::full);
}

Result<void> MessageStore::write(const mail::LedgerEntry& entry) {
  auto query = select(database_, "id = ?");
  if (!query) return std::unexpected(query.error());
  query->bind(1, entry.id);
  const auto row = query->step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return count_forgotten(entry);
  const TotalsKey key{domain_of(*query), {entry.probe, entry.path}};
  const auto before = mail::contribution_of(entry_of(*query));
  const auto after = mail::contribution_of(entry);
  auto change = update_of(database_, entry);
  if (!change) return std::unexpected(change.error());
  const auto changed = change->step();
  if (!changed) return std::unexpected(changed.error());
  const auto added = add_to_totals(database_, key, delta_of(before, after));
  if (auto* recalled = recalled_.find(entry.id)) recalled->contribution = after;
  if (!added || !after.result || before.result) return added;
  return set_last_result(database_, key, *after.result);
}

/// Its row is gone. It had ended, so that its result has been counted.
Result<void> MessageStore::count_forgotten(const mail::LedgerEntry& entry) {
  auto* recalled = recalled_.find(entry.id);
  if (recalled == nullptr) return {};
  const auto before = std::exchange(recalled->contribution, mail::contribution_of(entry));
  return add_to_totals(database_, recalled->key, delta_of(before, recalled->contribution));
}

Result<void> MessageStore::update(const std::vector<mail::LedgerEntry>& entries, const Runs& runs,
                                  const BouncePositions& positions) {
  const auto counted_before = recalled_;
  const auto done = database_.atomically(Durability::normal, [&]() -> Result<void> {
    for (const auto& entry : entries) {
      const auto written = write(entry);
      if (!written) return written;
    }
    const auto written = set_runs(database_, runs);
    return written ? set_bounce_positions(database_, positions) : written;
  });
  if (!done) recalled_ = counted_before;
  return done;
}

Result<std::map<std::string, KeptLedger>> MessageStore::load() {
  auto totals = load_totals(database_);
  if (!totals) return std::unexpected(totals.error());
  Ledgers ledgers;
  for (auto& [key, values] : *totals) ledgers[key.domain].totals.emplace(key.path, std::move(values));
  const auto in_flight = read_all(select(database_, "ended_ms IS NULL ORDER BY recorded_ms, id"), ledgers);
  if (!in_flight) return std::unexpected(in_flight.error());
  for (const auto& [domain, unused] : ledgers) {
    const auto ended = read_ended(database_, domain, ledgers);
    if (!ended) return std::unexpected(ended.error());
  }
  const auto runs = load_runs(database_);
  if (!runs) return std::unexpected(runs.error());
  for (const auto& [key, run] : *runs) ledgers[key.domain].runs.emplace(key.path, run);
  const auto positions = load_bounce_positions(database_);
  if (!positions) return std::unexpected(positions.error());
  for (const auto& [at, position] : *positions)
    ledgers[at.domain].bounce_positions[at.mailbox].emplace(at.folder, position);
  return ledgers;
}

Result<std::vector<mail::LedgerEntry>> MessageStore::all(const std::string& domain) {
  auto query = select(database_, "domain = ? ORDER BY recorded_ms, id");
  if (query) query->bind(1, domain);
  Ledgers ledgers;
  const auto read = read_all(std::move(query), ledgers);
  if (!read) return std::unexpected(read.error());
  return std::move(ledgers[domain].messages);
}

Result<std::vector<mail::LedgerEntry>> MessageStore::recall(const std::string& domain,
                                                            const std::vector<std::string>& ids) {
  std::vector<mail::LedgerEntry> found;
  for (const auto& id : ids) {
    auto query = select(database_, "id = ? AND domain = ?");
    if (!query) return std::unexpected(query.error());
    query->bind(1, id).bind(2, domain);
    const auto row = query->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) continue;
    const auto& entry = found.emplace_back(entry_of(*query));
    if (!entry.ended) continue;  // no retention forgets it, so that nothing of it is counted behind its row
    recalled_.remember(
        id, {.key = {domain, {entry.probe, entry.path}}, .contribution = mail::contribution_of(entry)});
  }
  return found;
}

Result<std::vector<mail::KeptAct>> MessageStore::acts(WallTime now) {
  return load_counted_acts(database_, now);
}

Result<void> MessageStore::add_act(const mail::KeptAct& done) { return add_counted_act(database_, done); }

Result<void> MessageStore::shift_acts(Millis by) { return shift_counted_acts(database_, by); }

Result<std::size_t> MessageStore::prune(const Retention& retention, WallTime now) {
  const auto acts_pruned = prune_counted_acts(database_, now);
  if (!acts_pruned) return std::unexpected(acts_pruned.error());
  const auto totals = load_totals(database_);
  if (!totals) return std::unexpected(totals.error());
  std::size_t forgotten = 0;
  for (const auto& [key, unused] : *totals) {
    const auto oldest = oldest_to_keep(database_, key, retention.least);
    if (!oldest) return std::unexpected(oldest.error());
    if (!*oldest) continue;
    const auto pruned = forget_before(database_, key, std::min(**oldest, now - retention.age));
    if (!pruned) return pruned;
    forgotten += *pruned;
  }
  return forgotten;
}

}  // namespace cutwatch::store
