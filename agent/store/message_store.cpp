#include "agent/store/message_store.hpp"

#include "agent/store/schema.hpp"

#include <utility>

namespace cutwatch::store {
namespace {

std::int64_t millis(WallTime instant) { return instant.time_since_epoch().count(); }

std::optional<std::int64_t> millis(const std::optional<WallTime>& instant) {
  return instant ? std::optional(millis(*instant)) : std::nullopt;
}

template <class Enum>
std::optional<std::int64_t> number(const std::optional<Enum>& value) {
  return value ? std::optional<std::int64_t>(std::to_underlying(*value)) : std::nullopt;
}

std::optional<WallTime> time_at(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return WallTime(Millis(row.integer(column)));
}

/// A number that is none of the enum's (a damaged file) counts as not known.
template <class Enum>
std::optional<Enum> enum_at(const Statement& row, int column, Enum last) {
  const auto number = row.integer(column);
  if (row.is_null(column) || number < 0 || number > std::to_underlying(last)) return std::nullopt;
  return static_cast<Enum>(number);
}

std::optional<mail::Sighting> sighting_at(const Statement& row, int column) {
  const auto seen = time_at(row, column);
  if (!seen) return std::nullopt;
  return mail::Sighting{.at = *seen, .folder = row.text(column + 1), .is_junk = row.integer(column + 2) != 0};
}

constexpr const char* kSelect = R"(
SELECT domain, id, probe, path, mailbox, sender, recipient, recorded_ms, late_after_ms, lost_after_ms, attempts,
       deferrals, disposition, accepted_ms, detail, seen_ms, folder, is_junk, copies, result, ended_ms,
       is_found_after_lost, first_attempt_ms
FROM message ORDER BY recorded_ms)";

mail::LedgerEntry entry_of(const Statement& row) {
  return {.id = row.text(1),
          .probe = row.text(2),
          .path = row.text(3),
          .mailbox = row.text(4),
          .from = row.text(5),
          .to = row.text(6),
          .recorded = WallTime(Millis(row.integer(7))),
          .limits = {.late_after = Millis(row.integer(8)), .lost_after = Millis(row.integer(9))},
          .first_attempt = time_at(row, 22),
          .attempts = static_cast<std::uint32_t>(row.integer(10)),
          .deferrals = static_cast<std::uint32_t>(row.integer(11)),
          .disposition = enum_at(row, 12, mail::SmtpDisposition::unknown),
          .accepted = time_at(row, 13),
          .detail = row.text(14),
          .sighting = sighting_at(row, 15),
          .copies = static_cast<std::uint32_t>(row.integer(18)),
          .result = enum_at(row, 19, mail::MessageResult::lost),
          .ended = time_at(row, 20),
          .is_found_after_lost = row.integer(21) != 0};
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
      "lost_after_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  if (!insert) return std::unexpected(insert.error());
  insert->bind(1, entry.id).bind(2, domain).bind(3, entry.probe).bind(4, entry.path).bind(5, entry.mailbox);
  insert->bind(6, entry.from).bind(7, entry.to).bind(8, millis(entry.recorded));
  insert->bind(9, entry.limits.late_after.count()).bind(10, entry.limits.lost_after.count());
  return database_.commit(*std::move(insert), Durability::full);
}

Result<void> MessageStore::mark_departure(const std::string& id) {
  auto change = database_.prepare("UPDATE message SET disposition = ? WHERE id = ?");
  if (!change) return std::unexpected(change.error());
  change->bind(1, std::int64_t{std::to_underlying(mail::SmtpDisposition::unknown)}).bind(2, id);
  return database_.commit(*std::move(change), Durability::full);
}

Result<void> MessageStore::update(const mail::LedgerEntry& entry) {
  auto change = database_.prepare(
      "UPDATE message SET attempts = ?, deferrals = ?, disposition = ?, accepted_ms = ?, detail = ?, seen_ms "
      "= ?, "
      "folder = ?, is_junk = ?, copies = ?, result = ?, ended_ms = ?, is_found_after_lost = ?, "
      "first_attempt_ms = ? WHERE id = ?");
  if (!change) return std::unexpected(change.error());
  change->bind(1, std::int64_t{entry.attempts}).bind(2, std::int64_t{entry.deferrals});
  change->bind(3, number(entry.disposition)).bind(4, millis(entry.accepted)).bind(5, entry.detail);
  const auto& seen = entry.sighting;
  change->bind(6, seen ? std::optional(millis(seen->at)) : std::nullopt);
  change->bind(7, seen ? std::optional<std::string_view>(seen->folder) : std::nullopt);
  change->bind(8, seen ? std::optional<std::int64_t>(seen->is_junk ? 1 : 0) : std::nullopt);
  change->bind(9, std::int64_t{entry.copies}).bind(10, number(entry.result)).bind(11, millis(entry.ended));
  change->bind(12, std::int64_t{entry.is_found_after_lost ? 1 : 0}).bind(13, millis(entry.first_attempt));
  change->bind(14, entry.id);
  return database_.commit(*std::move(change), Durability::normal);
}

Result<std::map<std::string, std::vector<mail::LedgerEntry>>> MessageStore::load() {
  auto query = database_.prepare(kSelect);
  if (!query) return std::unexpected(query.error());
  std::map<std::string, std::vector<mail::LedgerEntry>> messages;
  while (true) {
    const auto row = query->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return messages;
    messages[query->text(0)].push_back(entry_of(*query));
  }
}

}  // namespace cutwatch::store
