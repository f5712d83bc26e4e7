#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace cutwatch::store {

/// One prepared statement. Values are bound by position from 1, columns read from 0.
class Statement {
 public:
  Statement& bind(int position, std::int64_t value);
  Statement& bind(int position, std::string_view value);
  /// As milliseconds since 1970.
  Statement& bind(int position, WallTime value);
  Statement& bind_null(int position);
  template <class T>
  Statement& bind(int position, const std::optional<T>& value) {
    return value ? bind(position, *value) : bind_null(position);
  }

  /// True while there is a row. Errors: storage, or malformed where the file is damaged.
  Result<bool> step();
  /// Steps to the end. Errors: as above.
  Result<void> each_row(const std::function<void(const Statement&)>& take);
  std::int64_t integer(int column) const;
  std::string text(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// How far a commit must have come before it counts as done (PRAGMA synchronous).
enum class Durability : std::uint8_t {
  normal,  ///< survives the end of this process, at any point
  full,    ///< survives the loss of power too
};

/// A path, and the file that was found there.
struct FilePlace {
  std::string path;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
};

/// One SQLite database in WAL mode. A file that was removed or replaced takes no more writes. All that fails
/// is a storage failure, or malformed where the file is damaged. Copies are the same connection; together
/// they belong to one thread at a time.
class Database {
 public:
  /// Opens or creates the file, readable by its owner only, and keeps others out of it until it is closed.
  /// ":memory:" keeps it in memory. Errors, with the path and the reason: storage, or malformed where it is
  /// damaged, or no database.
  static Result<Database> open(const std::string& path);

  Result<void> execute(const char* sql);
  Result<Statement> prepare(const char* sql);
  /// Runs a statement that returns no row, with the values that `bind` gives it; within `atomically`.
  Result<void> run(const char* sql, const std::function<void(Statement&)>& bind);
  /// Runs a prepared statement that returns no row, with the given durability.
  Result<void> commit(Statement statement, Durability durability);
  /// Runs `change` in one transaction: all that it writes becomes durable, or nothing if it fails.
  Result<void> atomically(Durability durability, const std::function<Result<void>()>& change);
  /// Rows that the last INSERT, UPDATE or DELETE changed.
  std::size_t changes() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const noexcept;
  };
  explicit Database(sqlite3* database) : database_(database, Close{}) {}
  Result<void> is_in_place() const;
  Failure failure() const;
  Result<void> set(Durability durability);
  std::shared_ptr<sqlite3> database_;
  std::optional<FilePlace> place_;  ///< None in memory.
};

}  // namespace cutwatch::store
