#include "tests/agent/cli/program.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

// The program itself, with a standard output that takes nothing.
using namespace cutwatch;
using namespace cutwatch::test;

namespace {

struct Ended {
  int status;
  std::string err;
};

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Ended run_into(int out, std::vector<std::string> words) {
  const TempDirectory folder;
  const auto said = folder.file("err");
  Program program;
  program.leads(STDOUT_FILENO, out).leads(STDERR_FILENO, said, O_CREAT | O_WRONLY | O_TRUNC);
  const int status = Program::end(program.begin(std::move(words)));
  return {.status = status, .err = contents(said)};
}

Ended run_into_full(std::vector<std::string> words) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  REQUIRE(full >= 0);
  auto ended = run_into(full, std::move(words));
  close(full);
  return ended;
}

/// The reader has gone before anything is written.
Ended run_into_closed(std::vector<std::string> words) {
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  close(ends[0]);
  auto ended = run_into(ends[1], std::move(words));
  close(ends[1]);
  return ended;
}

/// A line, a page, what another library prints, and what the command line prints by itself.
const std::vector<std::vector<std::string>> kCommands{
    {"explain", "550"}, {"metrics"}, {"explain"}, {"--version"}, {"--help"}};

}  // namespace

TEST_CASE("output that cannot be written is said, and never passes for an answer") {
  for (const auto& command : kCommands) {
    INFO(command.front());
    const auto ended = run_into_full(command);
    CHECK(ended.status == 3);
    CHECK(ended.err.starts_with("cutwatch: cannot write to standard output: "));
    CHECK(ended.err.find('\n') == ended.err.size() - 1);
  }
}

TEST_CASE("a reader that has had enough is nobody's error") {
  for (const auto& command : kCommands) {
    INFO(command.front());
    const auto ended = run_into_closed(command);
    CHECK(ended.status == 0);
    CHECK(ended.err.empty());
  }
}

TEST_CASE("a command that answers no says so whoever reads") {
  CHECK(run_into_closed({"explain", "550", "nonsense"}).status == 2);
  CHECK(run_into_full({"explain", "nonsense"}).status == 2);
}
