#include "agent/store/counted_act_table.hpp"

#include "agent/store/bounded_columns.hpp"
#include "core/mail/send_caps.hpp"

#include <utility>

namespace cutwatch::store {
namespace {

constexpr std::chrono::hours kRemembered{24};
/// More than the caps let come within a day, log-ins included.
constexpr std::int64_t kMostLoaded = 2 * static_cast<std::int64_t>(mail::kMostSendsADay);

Result<void> change(Database& database, const char* sql, const std::function<void(Statement&)>& bind) {
  auto statement = database.prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  bind(*statement);
  return database.commit(*std::move(statement), Durability::normal);
}

/// So that no more than the few of each account are kept, and none counts that a log-in took back.
Result<void> forget_failed_logins(Database& database, const std::string& account) {
  return change(database, "DELETE FROM counted_act WHERE kind = ? AND subject = ?", [&](Statement& erase) {
    erase.bind(1, std::int64_t{std::to_underlying(mail::CountedAct::Kind::failed_login)}).bind(2, account);
  });
}

}  // namespace

Result<void> add_counted_act_table(Database& database) {
  return database.execute(R"(
CREATE TABLE IF NOT EXISTS counted_act (kind INTEGER NOT NULL, subject TEXT NOT NULL, at_ms INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS counted_act_by_time ON counted_act (at_ms);
)");
}

Result<void> add_counted_act(Database& database, const mail::KeptAct& done) {
  if (done.act.kind == mail::CountedAct::Kind::login) return forget_failed_logins(database, done.act.subject);
  return change(database, "INSERT INTO counted_act VALUES (?, ?, ?)", [&](Statement& insert) {
    insert.bind(1, std::int64_t{std::to_underlying(done.act.kind)})
        .bind(2, done.act.subject)
        .bind(3, done.at);
  });
}

Result<std::vector<mail::KeptAct>> load_counted_acts(Database& database, WallTime now) {
  const auto settled = change(database, "UPDATE counted_act SET at_ms = ?1 WHERE at_ms > ?1",
                              [&](Statement& update) { update.bind(1, now); });
  if (!settled) return std::unexpected(settled.error());
  auto query = database.prepare(
      "SELECT kind, subject, at_ms FROM counted_act WHERE at_ms > ? ORDER BY at_ms DESC LIMIT ?");
  if (!query) return std::unexpected(query.error());
  query->bind(1, now - kRemembered).bind(2, kMostLoaded);
  std::vector<mail::KeptAct> out;
  const auto read = query->each_row([&](const Statement& row) {
    using Kind = mail::CountedAct::Kind;
    const auto kind = row.integer(0);
    if (kind < 0 || kind > std::to_underlying(Kind::failed_login)) return;
    out.push_back(
        {.act = {.kind = static_cast<Kind>(kind), .subject = row.text(1)}, .at = instant_at(row, 2)});
  });
  if (!read) return std::unexpected(read.error());
  return out;
}

Result<void> shift_counted_acts(Database& database, Millis by) {
  return change(database, "UPDATE counted_act SET at_ms = at_ms + ?",
                [&](Statement& update) { update.bind(1, std::int64_t{by.count()}); });
}

Result<void> prune_counted_acts(Database& database, WallTime now) {
  return change(database, "DELETE FROM counted_act WHERE at_ms < ?",
                [&](Statement& erase) { erase.bind(1, now - kRemembered); });
}

}  // namespace cutwatch::store
