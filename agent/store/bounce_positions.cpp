#include "agent/store/bounce_positions.hpp"

#include "agent/store/bounded_columns.hpp"

namespace cutwatch::store {

Result<void> add_bounce_positions(Database& database) {
  return database.execute(R"(
CREATE TABLE bounce_position (
  domain TEXT NOT NULL, mailbox TEXT NOT NULL, folder TEXT NOT NULL,
  uid_validity INTEGER NOT NULL, uid_next INTEGER NOT NULL,
  PRIMARY KEY (domain, mailbox, folder)
) WITHOUT ROWID;
)");
}

Result<void> set_bounce_positions(Database& database, const BouncePositions& positions) {
  for (const auto& [at, position] : positions) {
    const auto written =
        database.run("INSERT OR REPLACE INTO bounce_position VALUES (?, ?, ?, ?, ?)", [&](Statement& insert) {
          insert.bind(1, at.domain).bind(2, at.mailbox).bind(3, at.folder);
          insert.bind(4, std::int64_t{position.uid_validity}).bind(5, std::int64_t{position.uid_next});
        });
    if (!written) return written;
  }
  return {};
}

Result<BouncePositions> load_bounce_positions(Database& database) {
  auto query =
      database.prepare("SELECT domain, mailbox, folder, uid_validity, uid_next FROM bounce_position");
  if (!query) return std::unexpected(query.error());
  BouncePositions positions;
  const auto read = query->each_row([&](const Statement& row) {
    const FolderPosition position{.uid_validity = count_at(row, 3), .uid_next = count_at(row, 4)};
    if (position.uid_validity == 0 || position.uid_next == 0) return;
    positions.emplace(BounceFolder{row.text(0), row.text(1), row.text(2)}, position);
  });
  if (!read) return std::unexpected(read.error());
  return positions;
}

}  // namespace cutwatch::store
