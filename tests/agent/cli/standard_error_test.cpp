#include "tests/agent/cli/left_behind.hpp"
#include "tests/agent/cli/program.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <fcntl.h>
#include <signal.h>

// The program itself, with a standard error that takes nothing, or with streams that are closed.
using namespace cutwatch;
using namespace cutwatch::test;

namespace {

struct Answered {
  int status;
  std::string out;
};

enum class Stderr : std::uint8_t { full, closed };

Answered answer(Stderr err, std::vector<std::string> words) {
  const TempDirectory folder;
  Program program;
  program.leads(STDOUT_FILENO, folder.file("out"), O_CREAT | O_WRONLY | O_TRUNC);
  if (err == Stderr::full) {
    program.leads(STDERR_FILENO, "/dev/full", O_WRONLY);
  } else {
    program.closed(STDERR_FILENO);
  }
  const int status = Program::end(program.begin(std::move(words)));
  std::ifstream file(folder.file("out"));
  return {.status = status, .out = {std::istreambuf_iterator<char>(file), {}}};
}

/// What the process has open there; empty: nothing.
std::string opened(pid_t process, int fd) {
  std::error_code none;
  return std::filesystem::read_symlink("/proc/" + std::to_string(process) + "/fd/" + std::to_string(fd), none)
      .string();
}

std::array<std::string, 3> streams_of(pid_t process) {
  return {opened(process, 0), opened(process, 1), opened(process, 2)};
}

bool runs(pid_t process) {
  siginfo_t ended{};
  return waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0;
}

}  // namespace

TEST_CASE("an answer is given whether or not anybody takes the talk about it") {
  const LeftBehind left;
  left.published({{kOldMx, 3600}, {kOldMx, 60}});
  for (const auto err : {Stderr::full, Stderr::closed}) {
    for (const auto* command : {"status", "plan", "records"}) {
      INFO(command);
      const auto ran = answer(err, {command, "--config.file", left.config()});
      CHECK(ran.status == 0);
      CHECK(ran.out.contains("example.org"));
    }
    CHECK(answer(err, {"gate", "switch", "--config.file", left.config()}).out.contains("old_ttl_expired"));
    const auto some = answer(err, {"explain", "550", "nonsense"});
    CHECK(some.status == 2);
    CHECK(some.out.contains("550"));
  }
}

TEST_CASE("what is wrong is an exit status, whether or not it can be said") {
  for (const auto err : {Stderr::full, Stderr::closed}) {
    for (const auto& words : std::vector<std::vector<std::string>>{{"config", "check", "/nowhere/x.toml"},
                                                                   {"nonsense"},
                                                                   {"probe", "dns", "example.org", "MX"},
                                                                   {"watch", ".."},
                                                                   {"run", "--config.file", "/nowhere/x"}}) {
      INFO(words.front());
      const auto ran = answer(err, words);
      CHECK(ran.status == 2);
      CHECK(ran.out.empty());
    }
  }
}

TEST_CASE("with all streams closed an answer that nobody could read is none") {
  Program program;
  program.closed(STDIN_FILENO).closed(STDOUT_FILENO).closed(STDERR_FILENO);
  CHECK(Program::end(program.begin({"explain", "550"})) == 3);
}

TEST_CASE("where a standard stream is closed, nothing of the agent's own gets its number") {
  const TempDirectory folder;
  std::ofstream(folder.file("cutwatch.toml"))
      << "[web]\nlisten = []\n[state]\npath = \":memory:\"\n[resolvers]\nuse = []\n[[resolvers.extra]]\n"
         "id = \"near\"\naddress = \"127.0.0.1:1\"\n[[cutover]]\ndomain = \"example.org\"\nkind = \"proxy\"\n"
         "[[cutover.record]]\nrrtype = \"MX\"\nstages = [[\"10 mail.example.org.\"], "
         "[\"5 in.proxy.example.\"]]\n";
  Program program;
  program.closed(STDIN_FILENO).closed(STDOUT_FILENO).closed(STDERR_FILENO);
  const auto child = program.begin({"run", "--config.file", folder.file("cutwatch.toml")});
  auto streams = streams_of(child);
  // The loader opens libraries one at a time: all three are taken once the program itself has begun.
  while (runs(child) && std::ranges::count(streams, "") > 0) {
    std::this_thread::yield();
    streams = streams_of(child);
  }
  for (const auto& stream : streams) CHECK(stream == "/dev/null");
  kill(child, SIGTERM);
  waitpid(child, nullptr, 0);
}
