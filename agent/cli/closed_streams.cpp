#include "agent/cli/closed_streams.hpp"

#include <cerrno>
#include <initializer_list>

#include <fcntl.h>
#include <unistd.h>

namespace cutwatch::cli {
namespace {

/// For the other direction than the stream's own.
int mode_against(int stream) { return stream == STDIN_FILENO ? O_WRONLY : O_RDONLY; }

}  // namespace

void occupy_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
    (void)open("/dev/null", mode_against(stream));  // the lowest number that is free: this one
  }
}

}  // namespace cutwatch::cli
