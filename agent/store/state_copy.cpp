#include "agent/store/state_copy.hpp"

#include "agent/store/state_path.hpp"
#include "agent/store/state_reasons.hpp"
#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cutwatch::store {
namespace {

namespace fs = std::filesystem;

constexpr int kTries = 20;
constexpr std::size_t kWalHeader = 32;
constexpr const char* kName = "/state.db";

std::string wal_of(const std::string& path) { return path + "-wal"; }

WallTime instant(const timespec& time) {
  const auto since_epoch = std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  return WallTime(std::chrono::floor<Millis>(since_epoch));
}

/// What tells one generation of the write-ahead log from the next (its salts), and one database file from the
/// next where there is no log. Pages reach the database file only from the log of the same generation: as
/// long as that is the same, the file and the log behind it are whole together, whatever was written
/// meanwhile.
struct Generation {
  std::string wal_header;
  WallTime database_written;  ///< Counts only without a log.
  friend bool operator==(const Generation&, const Generation&) = default;
};

struct Seen {
  Generation generation;
  WallTime last_written;
};

Result<Seen> look_at(const std::string& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) {
    return fail(FailureKind::storage, why_unreadable(path, errno));
  }
  if (S_ISDIR(found.st_mode)) return fail(FailureKind::storage, why_unreadable(path, EISDIR));
  Seen seen{.generation = {}, .last_written = instant(found.st_mtim)};
  std::ifstream wal(wal_of(path), std::ios::binary);
  seen.generation.wal_header.resize(kWalHeader);
  wal.read(seen.generation.wal_header.data(), kWalHeader);
  seen.generation.wal_header.resize(static_cast<std::size_t>(std::max<std::streamsize>(wal.gcount(), 0)));
  if (seen.generation.wal_header.empty()) seen.generation.database_written = seen.last_written;
  if (::stat(wal_of(path).c_str(), &found) == 0 && found.st_size > 0)
    seen.last_written = std::max(seen.last_written, instant(found.st_mtim));
  return seen;
}

Result<void> copy_file(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
  if (error) return fail(FailureKind::storage, why_unreadable(from, error.value()));
  fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, error);
  return {};
}

/// The log after the file: what reaches the file meanwhile is in the log then.
Result<void> copy_both(const std::string& from, const std::string& to) {
  std::error_code none;
  fs::remove(wal_of(to), none);
  const auto copied = copy_file(from, to);
  if (!copied || !fs::exists(wal_of(from), none)) return copied;
  return copy_file(wal_of(from), wal_of(to));
}

/// Another process holds the lock that an agent keeps for as long as it runs.
bool is_locked(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  struct flock lock{};
  lock.l_type = F_RDLCK;
  lock.l_whence = SEEK_SET;
  const bool is_seen = ::fcntl(file, F_GETLK, &lock) == 0;
  ::close(file);
  return is_seen && lock.l_type == F_WRLCK;
}

Result<std::string> private_folder() {
  std::error_code error;
  auto folder = (fs::temp_directory_path(error) / "cutwatch-state-XXXXXX").string();
  if (error || ::mkdtemp(folder.data()) == nullptr) {
    return fail(FailureKind::storage,
                fmt::format("cannot make a folder for a copy of the state: {}", std::strerror(errno)));
  }
  return folder;
}

}  // namespace

StateCopy::StateCopy(std::string original, std::string folder, WallTime last_written)
    : original_(std::move(original)),
      folder_(std::move(folder)),
      path_(folder_ + kName),
      last_written_(last_written) {}

StateCopy::StateCopy(StateCopy&& other) noexcept
    : original_(std::move(other.original_)),
      folder_(std::exchange(other.folder_, {})),
      path_(std::move(other.path_)),
      last_written_(other.last_written_),
      is_in_use_(other.is_in_use_) {}

StateCopy::~StateCopy() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

std::unexpected<Failure> StateCopy::unusable(const Failure& failure) const {
  const auto tried = fmt::format("cannot use {}: ", path_);
  if (failure.kind == FailureKind::malformed) {
    const auto detail =
        failure.detail.starts_with(tried) ? failure.detail.substr(tried.size()) : failure.detail;
    return fail(
        FailureKind::storage,
        fmt::format("the state file {} is damaged ({}): the next `cutwatch run` sets it aside, and begins "
                    "a new one",
                    printable(original_), detail));
  }
  auto detail = failure.detail;
  for (auto at = detail.find(path_); at != std::string::npos; at = detail.find(path_))
    detail.replace(at, path_.size(), "a copy of it");
  return fail(FailureKind::storage,
              fmt::format("cannot use the state file {}: {}", printable(original_), detail));
}

Result<StateCopy> StateCopy::of(const std::string& configured) {
  const auto path = followed(configured);
  auto before = look_at(path);
  if (!before) return std::unexpected(before.error());
  auto folder = private_folder();
  if (!folder) return std::unexpected(folder.error());
  StateCopy copy(path, *std::move(folder), before->last_written);
  for (int i = 0; i < kTries; ++i) {
    const auto copied = copy_both(path, copy.path());
    const auto after = look_at(path);
    if (!after) return std::unexpected(after.error());
    if (copied && after->generation == before->generation) {
      copy.last_written_ = after->last_written;
      copy.is_in_use_ = is_locked(path);
      return copy;
    }
    if (!copied && i + 1 == kTries) return std::unexpected(copied.error());
    before = after;
  }
  return fail(FailureKind::storage, fmt::format("{} is written to all the time", printable(path)));
}

}  // namespace cutwatch::store
