#include "agent/cli/command_line.hpp"

#include <fmt/core.h>

#include <csignal>
#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
  // A peer or a pipe that is gone is an error of one write, not the end of the watch.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return cutwatch::cli::run(argc, argv);
  } catch (const std::exception& bug) {
    fmt::print(stderr, "cutwatch: {}\n", bug.what());
    return cutwatch::cli::kCannotTell;
  }
}
