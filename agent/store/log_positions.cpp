#include "agent/store/log_positions.hpp"

#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace cutwatch::store {
namespace {

constexpr std::size_t kMostOfCursor = 512;
/// As a file's first octets are taken together (net/log/log_change.hpp); more would be read at every look.
constexpr std::int64_t kMostOfHead = 512;
/// More logs than a configuration can name.
constexpr std::int64_t kMostLoaded = 20'000;

/// SQLite's integers have a sign; devices, inodes and fingerprints use all 64 bits.
std::int64_t signed_bits(std::uint64_t value) { return std::bit_cast<std::int64_t>(value); }

std::uint64_t unsigned_bits(std::int64_t value) { return std::bit_cast<std::uint64_t>(value); }

struct Columns {
  Statement& insert;

  void operator()(const LogFilePosition& file) const {
    insert.bind_null(4).bind(5, signed_bits(file.device)).bind(6, signed_bits(file.inode));
    insert.bind(7, signed_bits(file.offset)).bind(8, signed_bits(file.head_size));
    insert.bind(9, signed_bits(file.head_print));
  }
  void operator()(const JournalPosition& journal) const {
    insert.bind(4, journal.cursor);
    for (int column = 5; column <= 9; ++column) insert.bind_null(column);
  }
};

/// It becomes an argument of journalctl.
bool is_cursor(std::string_view text) {
  return !text.empty() && text.size() <= kMostOfCursor &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::optional<LogPosition> position_at(const Statement& row) {
  if (!row.is_null(3)) {
    auto cursor = row.text(3);
    return is_cursor(cursor) ? std::optional<LogPosition>(JournalPosition{std::move(cursor)}) : std::nullopt;
  }
  const auto offset = row.integer(6);
  const auto head_size = row.integer(7);
  const bool is_whole =
      std::ranges::none_of(std::array{4, 5, 6, 7, 8}, [&](int at) { return row.is_null(at); });
  if (!is_whole || offset < 0 || head_size < 0 || head_size > std::min(offset, kMostOfHead))
    return std::nullopt;
  return LogFilePosition{.device = unsigned_bits(row.integer(4)),
                         .inode = unsigned_bits(row.integer(5)),
                         .offset = unsigned_bits(offset),
                         .head_size = unsigned_bits(head_size),
                         .head_print = unsigned_bits(row.integer(8))};
}

}  // namespace

Result<void> add_log_position_table(Database& database) {
  return database.execute(R"(
CREATE TABLE log_position (
  domain TEXT NOT NULL, role TEXT NOT NULL, source TEXT NOT NULL, cursor TEXT,
  device INTEGER, inode INTEGER, offset INTEGER, head_size INTEGER, head_print INTEGER,
  PRIMARY KEY (domain, role, source)
) WITHOUT ROWID;
)");
}

Result<void> set_log_positions(Database& database, const LogPositions& positions) {
  for (const auto& [at, position] : positions) {
    const auto written = database.run(
        "INSERT OR REPLACE INTO log_position VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [&](Statement& insert) {
          insert.bind(1, at.domain).bind(2, at.role).bind(3, at.source);
          std::visit(Columns{insert}, position);
        });
    if (!written) return written;
  }
  return {};
}

Result<LogPositions> load_log_positions(Database& database, std::vector<std::string>& damaged) {
  auto query = database.prepare(
      "SELECT domain, role, source, cursor, device, inode, offset, head_size, head_print FROM log_position "
      "LIMIT ?");
  if (!query) return std::unexpected(query.error());
  query->bind(1, kMostLoaded);
  LogPositions positions;
  const auto read = query->each_row([&](const Statement& row) {
    if (auto position = position_at(row)) {
      positions.emplace(LogKey{row.text(0), row.text(1), row.text(2)}, *std::move(position));
    } else {
      damaged.push_back(printable(fmt::format("how far the {} server's log {} of {} was read: no position",
                                              row.text(1), row.text(2), row.text(0))));
    }
  });
  if (!read) return std::unexpected(read.error());
  return positions;
}

}  // namespace cutwatch::store
