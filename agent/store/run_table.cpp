#include "agent/store/run_table.hpp"

#include "agent/store/bounded_columns.hpp"

namespace cutwatch::store {

Result<void> set_runs(Database& database, const Runs& runs) {
  for (const auto& [key, run] : runs) {
    const auto written =
        database.run("INSERT OR REPLACE INTO delivery_run VALUES (?, ?, ?, ?, ?, ?)", [&](Statement& insert) {
          insert.bind(1, key.domain).bind(2, key.path.probe).bind(3, key.path.path);
          insert.bind(4, run ? std::optional(run->since) : std::nullopt);
          insert.bind(5, run ? std::optional(run->last) : std::nullopt);
          insert.bind(6, run ? std::string_view(run->destination) : std::string_view());
        });
    if (!written) return written;
  }
  return {};
}

Result<Runs> load_runs(Database& database) {
  auto query =
      database.prepare("SELECT domain, probe, path, since_ms, last_ms, destination FROM delivery_run");
  if (!query) return std::unexpected(query.error());
  Runs runs;
  const auto read = query->each_row([&](const Statement& row) {
    auto& run = runs[{row.text(0), {row.text(1), row.text(2)}}];
    if (row.is_null(3) || row.is_null(4)) return;
    run = DeliveryRun{.since = instant_at(row, 3), .last = instant_at(row, 4), .destination = row.text(5)};
  });
  if (!read) return std::unexpected(read.error());
  return runs;
}

}  // namespace cutwatch::store
