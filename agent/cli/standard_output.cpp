#include "agent/cli/standard_output.hpp"

#include "agent/cli/command_line.hpp"
#include "agent/cli/talk.hpp"

#include <fmt/core.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>

#include <poll.h>
#include <unistd.h>

namespace cutwatch::cli {
namespace {

/// Nearly all that commands say: they come to their end, and know what they answer, before a reader that has
/// gone is noticed.
constexpr std::size_t kBuffer = std::size_t{1} << 20;

/// Pages that are not written to take no memory.
void write_at_the_end() {
  static std::array<char, kBuffer> buffer;
  if (isatty(STDOUT_FILENO) == 0) std::setvbuf(stdout, buffer.data(), _IOFBF, buffer.size());
}

/// What a command ended with, and what its output did.
struct Ended {
  std::optional<int> status;  ///< None where the output broke off before its end.
  int error = 0;
};

Ended run(const std::function<int()>& command) {
  try {
    return {.status = command(), .error = 0};
  } catch (const std::system_error& failed) {
    if (std::ferror(stdout) == 0) throw;
    return {.status = std::nullopt, .error = failed.code().value()};
  }
}

/// A write that failed before the last one, in other hands, left no reason behind.
bool is_reader_gone() {
  pollfd out{.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
  return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

}  // namespace

int with_output_written(const std::function<int()>& command) {
  write_at_the_end();
  auto ended = run(command);
  errno = 0;
  if (std::fflush(stdout) != 0 && ended.error == 0) ended.error = errno;  // std::cout's too: they share it
  if (std::ferror(stdout) != 0 && ended.error == 0) ended.error = is_reader_gone() ? EPIPE : EIO;
  if (ended.error == 0 || ended.error == EPIPE) return ended.status.value_or(kCannotTell);
  talk("cutwatch: cannot write to standard output: {}\n", std::generic_category().message(ended.error));
  // A no stays a no; a yes that nobody could read is none.
  return ended.status == kPass ? kCannotTell : ended.status.value_or(kCannotTell);
}

}  // namespace cutwatch::cli
