#include "net/log/open_log.hpp"

#include "core/text/printable.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cutwatch::net {
namespace {

std::unexpected<Failure> refused(const std::string& path, int error) {
  return fail(FailureKind::refused, fmt::format("the log {} cannot be read: {}", printable(path),
                                                std::generic_category().message(error)));
}

LogFileFacts facts_of(const struct stat& status) {
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  return {.device = status.st_dev,
          .inode = status.st_ino,
          .size = static_cast<std::uint64_t>(status.st_size),
          .written = std::int64_t{status.st_mtim.tv_sec} * kNanoseconds + status.st_mtim.tv_nsec};
}

}  // namespace

Result<OpenLog> OpenLog::open(const std::string& path, Links links) {
  // Not held up by a FIFO without a writer.
  const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (links == Links::refused ? O_NOFOLLOW : 0);
  OpenLog log(path, ::open(path.c_str(), flags));
  if (log.descriptor_ < 0) return refused(path, errno);
  struct stat status{};
  if (::fstat(log.descriptor_, &status) != 0) return refused(path, errno);
  if (!S_ISREG(status.st_mode)) {
    return fail(FailureKind::refused,
                fmt::format("the log {} cannot be read: it is no regular file", printable(path)));
  }
  return log;
}

OpenLog::~OpenLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<LogFileFacts> OpenLog::facts() const {
  struct stat status{};
  if (::fstat(descriptor_, &status) != 0) return refused(path_, errno);
  return facts_of(status);
}

Result<std::string> OpenLog::read(std::uint64_t offset, std::size_t most) const {
  std::string bytes(most, '\0');
  std::size_t size = 0;
  while (size < most) {
    const auto got =
        ::pread(descriptor_, bytes.data() + size, most - size, static_cast<::off_t>(offset + size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused(path_, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  bytes.resize(size);
  return bytes;
}

Result<LogFileFacts> log_at(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return refused(path, errno);
  return facts_of(status);
}

bool is_missing(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) != 0 && errno == ENOENT;
}

}  // namespace cutwatch::net
