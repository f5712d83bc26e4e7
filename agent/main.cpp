#include "agent/cli/closed_streams.hpp"
#include "agent/cli/command_line.hpp"
#include "agent/cli/standard_output.hpp"
#include "agent/cli/talk.hpp"

#include <csignal>
#include <exception>

int main(int argc, char** argv) {
  cutwatch::cli::occupy_closed_streams();
  // A peer or a pipe that is gone is an error of one write, not the end of the watch.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return cutwatch::cli::with_output_written([&] { return cutwatch::cli::run(argc, argv); });
  } catch (const std::exception& bug) {
    cutwatch::cli::talk("cutwatch: {}\n", bug.what());
    return cutwatch::cli::kCannotTell;
  }
}
