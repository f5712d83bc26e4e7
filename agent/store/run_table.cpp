#include "agent/store/run_table.hpp"

namespace cutwatch::store {
namespace {

std::int64_t millis(WallTime instant) { return instant.time_since_epoch().count(); }

}  // namespace

Result<void> set_runs(Database& database, const Runs& runs) {
  for (const auto& [key, run] : runs) {
    auto insert = database.prepare("INSERT OR REPLACE INTO delivery_run VALUES (?, ?, ?, ?, ?)");
    if (!insert) return std::unexpected(insert.error());
    insert->bind(1, key.domain).bind(2, key.path.probe).bind(3, key.path.path);
    insert->bind(4, run ? std::optional(millis(run->since)) : std::nullopt);
    insert->bind(5, run ? std::optional(millis(run->last)) : std::nullopt);
    const auto done = insert->step();
    if (!done) return std::unexpected(done.error());
  }
  return {};
}

Result<Runs> load_runs(Database& database) {
  auto query = database.prepare("SELECT domain, probe, path, since_ms, last_ms FROM delivery_run");
  if (!query) return std::unexpected(query.error());
  Runs runs;
  while (true) {
    const auto row = query->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return runs;
    auto& run = runs[{query->text(0), {query->text(1), query->text(2)}}];
    if (query->is_null(3) || query->is_null(4)) continue;
    run = DeliveryRun{.since = WallTime(Millis(query->integer(3))),
                      .last = WallTime(Millis(query->integer(4)))};
  }
}

}  // namespace cutwatch::store
