#include "runtime/child_process.hpp"

#include "tests/support/sim.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <optional>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

/// Waits for what the kernel does, while the clock stands still.
template <class T>
T wait(Sim& sim, asio::awaitable<T> task) {
  std::optional<T> out;
  asio::co_spawn(sim.io, std::move(task), [&](std::exception_ptr error, T value) {
    if (error) std::rethrow_exception(error);
    out.emplace(std::move(value));
  });
  while (!out) {
    sim.io.restart();
    sim.io.run_one();
  }
  return *std::move(out);
}

struct Bench {
  Sim sim;
  std::unique_ptr<ChildProcess> child;
  explicit Bench(const std::vector<std::string>& arguments)
      : child(ChildProcess::start(sim.io.get_executor(), arguments).value()) {}

  std::string next() {
    REQUIRE(wait(sim, child->wait_readable()));
    return child->read(4096).value();
  }
  std::string all() {
    std::string out;
    for (auto bytes = next(); !bytes.empty(); bytes = next()) out += bytes;
    return out;
  }
  std::string end() { return wait(sim, child->end(sim.clock)); }
};

}  // namespace

TEST_CASE("a program's output is read to its end, and how it ended is told") {
  Bench bench({"sh", "-c", "echo one; echo two; echo bad >&2; exit 7"});
  CHECK(bench.all() == "one\ntwo\n");
  CHECK(bench.end() == "ended with status 7: bad");
}

TEST_CASE("arguments reach the program as they are, and no shell sees them") {
  Bench bench({"printf", "%s|", "a b", "$(id)", "*", "'"});
  CHECK(bench.all() == "a b|$(id)|*|'|");
  CHECK(bench.end() == "ended with status 0");
}

TEST_CASE("a program gets no descriptor of ours and little of our environment") {
  const int open_for_all = ::open("/dev/null", O_RDONLY);  // not closed on exec
  setenv("CUTWATCH_TEST_SECRET", "s3cret", 1);
  Bench bench({"sh", "-c", "ls /proc/self/fd | wc -l; env; cat"});
  const auto out = bench.all();
  CHECK(out.starts_with("4\n"));  // the three, and the one that ls reads the directory by
  CHECK(out.find("s3cret") == std::string::npos);
  CHECK(out.find("PATH=") != std::string::npos);
  unsetenv("CUTWATCH_TEST_SECRET");
  ::close(open_for_all);
}

TEST_CASE("a program that is let go is killed and reaped") {
  pid_t process = 0;
  {
    Bench bench({"sh", "-c", "echo $$; exec sleep 1000"});
    process = std::stoi(bench.next());
    REQUIRE(::kill(process, 0) == 0);
  }
  CHECK(::kill(process, 0) != 0);
  CHECK(errno == ESRCH);
}

TEST_CASE("a program that closes its output and goes on is ended after a second") {
  Bench bench({"sh", "-c", "exec >&-; exec sleep 1000"});
  CHECK(bench.all().empty());
  std::optional<std::string> how;
  asio::co_spawn(bench.sim.io, bench.child->end(bench.sim.clock),
                 [&](std::exception_ptr, std::string text) { how = std::move(text); });
  bench.sim.advance(Millis{999});
  CHECK_FALSE(how);
  bench.sim.advance(Millis{1});
  CHECK(how == "was ended by signal 9");
}

TEST_CASE("what a program complains of is bounded and printable, and does not hold it up") {
  Bench bench({"sh", "-c", "head -c 1000000 /dev/zero >&2; printf 'the \\033[2Jend' >&2; echo done"});
  CHECK(bench.all() == "done\n");
  const auto how = bench.end();
  CHECK(how.size() < 2000);
  CHECK(how.find('\x1b') == std::string::npos);
}

TEST_CASE("a program that is not there is a failure") {
  Sim sim;
  const auto child = ChildProcess::start(sim.io.get_executor(), {"/nowhere/at/all"});
  REQUIRE_FALSE(child);
  CHECK(child.error().detail == "/nowhere/at/all cannot be started: No such file or directory");
}

TEST_CASE("a program ends well by itself with status 0, and in no other way") {
  const auto ended = [](const std::string& script) {
    Bench bench({"sh", "-c", script});
    bench.all();
    return wait(bench.sim, bench.child->end_well(bench.sim.clock));
  };
  CHECK(ended("echo one; echo complaint >&2"));
  CHECK(ended("echo bad >&2; exit 7").error() == Failure{FailureKind::refused, "ended with status 7: bad"});
  CHECK(ended("kill -9 $$").error().detail == "was ended by signal 9");
}
