#include "agent/store/database.hpp"

#include "agent/store/state_reasons.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>
#include <sqlite3.h>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cutwatch::store {
namespace {

/// The file is ours alone, so that nobody is waited for longer than it takes to say so.
constexpr int kBusyMillis = 100;

/// SQLite makes its files readable to all; the ledger's key is for its owner only. The -wal file takes after
/// the first.
Result<FilePlace> create_private(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) {
    return fail(FailureKind::storage, why_unopened(path, errno));
  }
  struct stat found{};
  const bool is_seen = ::fstat(file, &found) == 0;
  // A file of another program's or an older umask; where it is not ours to change, it is used all the same.
  if (is_seen && (found.st_mode & (S_IRWXG | S_IRWXO)) != 0) (void)::fchmod(file, S_IRUSR | S_IWUSR);
  ::close(file);
  return FilePlace{.path = path, .device = found.st_dev, .inode = found.st_ino};
}

/// One agent a file: two would send each other's waiting messages. The lock lasts until the database is
/// closed, and ends with the process, however that ends.
constexpr const char* kOwn =
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; BEGIN IMMEDIATE; "
    "COMMIT;";

/// What the last call failed with. A damaged file, or what is no database at all, is malformed.
Failure last_failure(sqlite3* database) {
  const int code = sqlite3_errcode(database) & 0xff;
  const bool is_damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  return {.kind = is_damaged ? FailureKind::malformed : FailureKind::storage,
          .detail = printable(sqlite3_errmsg(database))};
}

/// The last call failed because somebody else holds the file.
bool is_taken(sqlite3* database) {
  const int code = sqlite3_errcode(database) & 0xff;
  return code == SQLITE_BUSY || code == SQLITE_LOCKED;
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

void Database::Close::operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }

Statement& Statement::bind(int position, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), position, value);
  return *this;
}

Statement& Statement::bind(int position, std::string_view value) {
  sqlite3_bind_text(statement_.get(), position, value.data(), static_cast<int>(value.size()),
                    SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::bind(int position, WallTime value) {
  return bind(position, std::int64_t{value.time_since_epoch().count()});
}

Statement& Statement::bind_null(int position) {
  sqlite3_bind_null(statement_.get(), position);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(last_failure(sqlite3_db_handle(statement_.get())));
}

Result<void> Statement::each_row(const std::function<void(const Statement&)>& take) {
  while (true) {
    const auto row = step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return {};
    take(*this);
  }
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string Statement::text(int column) const {
  const auto* text = sqlite3_column_text(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text), size);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

Failure Database::failure() const { return last_failure(database_.get()); }

Result<Database> Database::open(const std::string& path) {
  std::optional<FilePlace> place;
  if (path != ":memory:") {
    auto created = create_private(path);
    if (!created) return std::unexpected(created.error());
    place = *std::move(created);
  }
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  Database database(raw);
  database.place_ = std::move(place);
  if (code != SQLITE_OK) {
    return fail(FailureKind::storage,
                fmt::format("cannot open {}: {}", printable(path), database.failure().detail));
  }
  sqlite3_busy_timeout(raw, kBusyMillis);
  const auto prepared = database.execute(kOwn);
  if (!prepared) {
    return fail(prepared.error().kind,
                fmt::format("cannot use {}: {}{}", printable(path), prepared.error().detail,
                            is_taken(raw) ? "; another cutwatch may be using it" : ""));
  }
  return database;
}

Result<void> Database::execute(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return std::unexpected(failure());
}

Result<Statement> Database::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr) != SQLITE_OK)
    return std::unexpected(failure());
  return Statement(statement);
}

Result<void> Database::run(const char* sql, const std::function<void(Statement&)>& bind) {
  auto statement = prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  bind(*statement);
  const auto done = statement->step();
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<void> Database::is_in_place() const {
  struct stat found{};
  if (!place_) return {};
  if (::stat(place_->path.c_str(), &found) == 0 && found.st_dev == place_->device &&
      found.st_ino == place_->inode)
    return {};
  return fail(FailureKind::storage,
              fmt::format("{} was removed or replaced while it was in use: start again to use what is there",
                          printable(place_->path)));
}

Result<void> Database::set(Durability durability) {
  const auto in_place = is_in_place();
  if (!in_place) return in_place;
  return execute(durability == Durability::full ? "PRAGMA synchronous = FULL"
                                                : "PRAGMA synchronous = NORMAL");
}

Result<void> Database::commit(Statement statement, Durability durability) {
  const auto is_set = set(durability);
  if (!is_set) return is_set;
  const auto done = statement.step();
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<void> Database::atomically(Durability durability, const std::function<Result<void>()>& change) {
  const auto is_set = set(durability);
  if (!is_set) return is_set;
  const auto begun = execute("BEGIN IMMEDIATE");
  if (!begun) return begun;
  const auto changed = change();
  auto ended = changed ? execute("COMMIT") : changed;
  // Where SQLite has rolled back by itself, nothing is left to do.
  if (!ended) (void)execute("ROLLBACK");
  return ended;
}

std::size_t Database::changes() const { return static_cast<std::size_t>(sqlite3_changes(database_.get())); }

}  // namespace cutwatch::store
