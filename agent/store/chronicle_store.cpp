#include "agent/store/chronicle_store.hpp"

#include "agent/store/bounded_columns.hpp"
#include "agent/store/chronicle_rows.hpp"
#include "agent/store/kept_rows.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <set>

namespace cutwatch::store {
namespace {

std::string name_of(const Statement& row) {
  return fmt::format("{} {} {} {}", row.text(0), row.text(1), row.text(2), row.text(3));
}

}  // namespace

Result<void> ChronicleStore::append(const ChronicleChanges::Entry& each) {
  return database_.run(
      "INSERT INTO chronicle (domain, at_ms, kind, subject, before, after, words) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      [&](Statement& insert) {
        const auto& entry = each.entry;
        insert.bind(1, each.domain).bind(2, entry.at).bind(3, to_string(entry.about.kind));
        insert.bind(4, entry.about.subject).bind(5, entry.before).bind(6, entry.after);
        insert.bind(7, entry.words);
      });
}

Result<void> ChronicleStore::tell(const ChronicleChanges::Entry& each) {
  const auto& [at, about, before, after, words] = each.entry;
  if (after.empty()) {
    return database_.run("DELETE FROM judgement WHERE domain = ? AND kind = ? AND subject = ?",
                         [&](Statement& erase) {
                           erase.bind(1, each.domain).bind(2, to_string(about.kind)).bind(3, about.subject);
                         });
  }
  return database_.run("INSERT OR REPLACE INTO judgement VALUES (?, ?, ?, ?)", [&](Statement& insert) {
    insert.bind(1, each.domain).bind(2, to_string(about.kind)).bind(3, about.subject);
    insert.bind(4, after);
  });
}

Result<void> ChronicleStore::forget(const std::string& domain, ChangeKind kind) {
  return database_.run(
      "DELETE FROM chronicle WHERE domain = ?1 AND kind = ?2 AND number <= (SELECT number FROM "
      "chronicle WHERE domain = ?1 AND kind = ?2 ORDER BY number DESC LIMIT 1 OFFSET ?3)",
      [&](Statement& erase) {
        erase.bind(1, domain).bind(2, to_string(kind));
        erase.bind(3, static_cast<std::int64_t>(kMaxChangesOfKind));
      });
}

Result<void> ChronicleStore::set_switch(const std::string& domain, const SwitchKey& key,
                                        const ResolverSwitch& value) {
  return database_.run(
      "INSERT OR REPLACE INTO resolver_switch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [&](Statement& insert) {
        insert.bind(1, domain).bind(2, key.record.name.text()).bind(3, to_string(key.record.type));
        insert.bind(4, key.resolver).bind(5, key.target);
        if (key.published) {
          insert.bind(6, *key.published);
        } else {
          insert.bind(6, kNobodySaw);
        }
        insert.bind(7, to_string(value.state)).bind(8, value.since).bind(9, value.first_new);
        insert.bind(10, value.cause ? std::optional(to_string(*value.cause)) : std::nullopt);
        insert.bind(11, value.kept_until);
      });
}

Result<void> ChronicleStore::write(const ChronicleChanges& changes) {
  return database_.atomically(Durability::normal, [&]() -> Result<void> {
    std::set<std::pair<std::string, ChangeKind>> touched;
    for (const auto& each : changes.entries) {
      auto written = append(each);
      if (written) written = tell(each);
      if (!written) return written;
      touched.emplace(each.domain, each.entry.about.kind);
    }
    for (const auto& [key, value] : changes.switches) {
      const auto written = set_switch(key.first, key.second, value);
      if (!written) return written;
    }
    for (const auto& [domain, kind] : touched) {
      const auto forgotten = forget(domain, kind);
      if (!forgotten) return forgotten;
    }
    return {};
  });
}

Result<NotedRecord> ChronicleStore::note(const RecordKey& key, const NotedRecord& noted) {
  const auto bind_key = [&](Statement& statement) {
    statement.bind(1, key.domain).bind(2, key.record.name.text()).bind(3, to_string(key.record.type));
    statement.bind(4, text_of_rrset(noted.rrset));
  };
  const auto written = database_.atomically(Durability::full, [&] {
    return database_.run("INSERT OR IGNORE INTO noted_record VALUES (?, ?, ?, ?, ?, ?)",
                         [&](Statement& insert) {
                           bind_key(insert);
                           insert.bind(5, noted.ttl.count()).bind(6, noted.at);
                         });
  });
  if (!written) return std::unexpected(written.error());
  auto query = database_.prepare(
      "SELECT ttl, noted_ms FROM noted_record WHERE domain = ? AND name = ? AND rrtype = ? AND rrset = ?");
  if (!query) return std::unexpected(query.error());
  bind_key(*query);
  const auto row = query->step();
  if (!row) return std::unexpected(row.error());
  auto first = noted;
  first.is_durable = true;
  if (!*row) return fail(FailureKind::storage, "what was noted cannot be read back");
  first.ttl = Seconds(std::min<std::int64_t>(count_at(*query, 0), std::numeric_limits<std::int32_t>::max()));
  first.at = instant_at(*query, 1);
  return first;
}

Result<KeptChronicles> ChronicleStore::load() {
  KeptChronicles out;
  const auto read_all = [&](const char* sql, Result<void> (*read)(const Statement&, KeptChronicles&)) {
    return read_rows(database_.prepare(sql), read, name_of, out);
  };
  auto read = read_all(kSelectEntries, read_entry);
  if (read) read = read_all(kSelectJudgements, read_judgement);
  if (read) read = read_all(kSelectSwitches, read_switch);
  if (read) read = read_all(kSelectNoted, read_noted);
  if (!read) return std::unexpected(read.error());
  return out;
}

}  // namespace cutwatch::store
