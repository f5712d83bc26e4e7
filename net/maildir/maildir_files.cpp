#include "net/maildir/maildir_files.hpp"

#include "core/text/printable.hpp"
#include "net/maildir/maildir_names.hpp"

#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <fmt/core.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cutwatch::net {
namespace {

constexpr std::size_t kMostListed = 200'000;
/// Between two of these other work has its turn: they take about a millisecond.
constexpr std::size_t kSlice = 512;
/// Names are given by the delivery agent's clock, times by the file system's.
constexpr std::chrono::days kStampTolerance{1};

std::string said(int error) { return std::generic_category().message(error); }

WallTime written_at(const struct stat& status) {
  const auto since_epoch = Seconds{status.st_mtim.tv_sec} + std::chrono::nanoseconds{status.st_mtim.tv_nsec};
  return WallTime{std::chrono::floor<Millis>(since_epoch)};
}

/// Of a file that was made long before nothing more is asked: most of a large folder.
bool is_made_before(std::string_view name, const WrittenBetween& times) {
  const auto stamp = stamp_in_name(name);
  return stamp && times.first && *stamp < *times.first - kStampTolerance;
}

std::optional<MaildirFile> file_in(int where, std::string name, const WrittenBetween& times) {
  struct stat status{};
  if (::fstatat(where, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  const auto written = written_at(status);
  const bool is_within = written < times.end && (!times.first || written >= *times.first);
  if (!S_ISREG(status.st_mode) || !is_within) return std::nullopt;
  return MaildirFile{.name = std::move(name), .written = written};
}

/// A file descriptor that closes itself.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

std::expected<MaildirFolder::Directory, int> MaildirFolder::open_below(int where, const char* name,
                                                                       int flags) {
  const int descriptor = ::openat(where, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
  if (descriptor < 0) return std::unexpected(errno);
  Directory directory(::fdopendir(descriptor));
  if (directory) return directory;
  const int error = errno;
  ::close(descriptor);
  return std::unexpected(error);
}

Result<std::optional<MaildirFolder>> MaildirFolder::open(const std::string& maildir,
                                                         const std::string& directory) {
  const auto failed = [&](std::string_view what, int error) -> Result<std::optional<MaildirFolder>> {
    return fail(FailureKind::refused,
                fmt::format("{} in {}: {}", what, printable(maildir, 200), said(error)));
  };
  // The maildir is the operator's word, and may be a link; what lies below is its owner's.
  const auto root = open_below(AT_FDCWD, maildir.c_str(), 0);
  if (!root) return failed("the maildir", root.error());
  auto folder = open_below(::dirfd(root->get()), directory.c_str(), O_NOFOLLOW);
  if (!folder && folder.error() == ENOENT) return std::optional<MaildirFolder>{};
  if (!folder) return failed(directory, folder.error());
  auto fresh = open_below(::dirfd(folder->get()), "new", O_NOFOLLOW);
  if (!fresh && fresh.error() == ENOENT) return std::optional<MaildirFolder>{};
  if (!fresh) return failed(directory + "/new", fresh.error());
  auto seen = open_below(::dirfd(folder->get()), "cur", O_NOFOLLOW);
  if (!seen && seen.error() == ENOENT) return std::optional<MaildirFolder>{};
  if (!seen) return failed(directory + "/cur", seen.error());
  return std::optional(MaildirFolder(*std::move(folder), *std::move(fresh), *std::move(seen)));
}

std::uint32_t MaildirFolder::identity() const {
  struct stat status{};
  ::fstat(::dirfd(folder_.get()), &status);
  const std::uint64_t mixed = status.st_ino;
  return static_cast<std::uint32_t>(mixed ^ (mixed >> 32U)) | 1U;
}

asio::awaitable<Result<std::vector<MaildirFile>>> MaildirFolder::list(WrittenBetween times) const {
  std::vector<MaildirFile> files;
  // First `new`, which files are moved from: one that is moved meanwhile is then met in `cur`.
  for (auto* directory : {new_.get(), cur_.get()}) {
    ::rewinddir(directory);
    for (std::size_t count = 1;; ++count) {
      errno = 0;
      const auto* entry = ::readdir(directory);
      if (entry == nullptr && errno != 0)
        co_return fail(FailureKind::refused, "a folder cannot be read: " + said(errno));
      if (entry == nullptr) break;
      if (count > kMostListed)
        co_return fail(FailureKind::limited, fmt::format("more than {} files in one folder", kMostListed));
      std::string name(static_cast<const char*>(entry->d_name));
      const bool is_message = !name.starts_with('.') && !is_made_before(name, times);
      auto file = is_message ? file_in(::dirfd(directory), std::move(name), times) : std::nullopt;
      if (file) file->is_in_new = directory == new_.get();
      if (file) files.push_back(*std::move(file));
      if (count % kSlice == 0) co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    }
  }
  co_return files;
}

std::expected<std::string, MaildirFolder::Unread> MaildirFolder::head(const MaildirFile& file,
                                                                      std::size_t most) const {
  const int where = ::dirfd(file.is_in_new ? new_.get() : cur_.get());
  // Neither held up by a FIFO nor led elsewhere by a link that took the file's place.
  const OpenFile open(
      ::openat(where, file.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (open.get() < 0 && errno == ENOENT) return std::unexpected(Unread::gone);
  if (open.get() < 0 && errno == ELOOP) return std::unexpected(Unread::strange);
  if (open.get() < 0) return std::unexpected(Unread::refused);
  struct stat status{};
  if (::fstat(open.get(), &status) != 0 || !S_ISREG(status.st_mode)) return std::unexpected(Unread::strange);
  std::string bytes(most, '\0');
  std::size_t size = 0;
  while (size < most) {
    const auto read = ::read(open.get(), bytes.data() + size, most - size);
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return std::unexpected(Unread::refused);
    if (read == 0) break;
    size += static_cast<std::size_t>(read);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace cutwatch::net
