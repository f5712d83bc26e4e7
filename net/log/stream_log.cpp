#include "net/log/stream_log.hpp"

#include "runtime/task.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cutwatch::net {
namespace {

constexpr std::size_t kMostOfRead = 64UL * 1024;

/// Files and the like, which never let anyone wait.
bool is_always_ready(int descriptor) {
  struct stat status{};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

StreamLog::StreamLog(const asio::any_io_executor& executor, int descriptor) : stream_(executor, descriptor) {}

LogRead StreamLog::over(Failure failure) {
  LogRead out;
  lines_.finish(out.text);
  out.shortened = lines_.take_shortened();
  out.failure = std::move(failure);
  out.is_over = true;
  return out;
}

asio::awaitable<LogRead> StreamLog::next() {
  if (!std::exchange(is_told_, true)) co_return LogRead{};
  std::string bytes(kMostOfRead, '\0');
  while (true) {
    if (!is_always_ready(stream_.native_handle())) {
      const auto [waited] = co_await stream_.async_wait(asio::posix::stream_descriptor::wait_read, as_result);
      if (waited == asio::error::operation_aborted) throw asio::system_error(waited);
      // A device that cannot be waited for is read all the same.
    }
    const auto size = ::read(stream_.native_handle(), bytes.data(), bytes.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (size < 0)
      co_return over(
          {FailureKind::refused, "standard input cannot be read: " + std::generic_category().message(errno)});
    if (size == 0) co_return over({FailureKind::protocol, "standard input has ended"});
    LogRead out;
    lines_.feed({bytes.data(), static_cast<std::size_t>(size)}, out.text);
    out.shortened = lines_.take_shortened();
    if (!out.text.empty()) co_return out;
  }
}

Result<int> duplicate_standard_input() {
  const int own = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  if (own >= 0) return own;
  return fail(FailureKind::refused,
              "standard input cannot be read: " + std::generic_category().message(errno));
}

}  // namespace cutwatch::net
