#include "net/log/log_follower.hpp"

#include "tests/net/log/log_bench.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

// One file that nobody rotates; rotations are in log_rotation_test.cpp.
using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

/// Root is forbidden nothing: what it runs meanwhile runs as a user with no rights.
class NotRoot {
 public:
  NotRoot() {
    if (was_root_) REQUIRE(seteuid(kNobody) == 0);
  }
  NotRoot(const NotRoot&) = delete;
  NotRoot& operator=(const NotRoot&) = delete;
  ~NotRoot() {
    if (was_root_) CHECK(seteuid(0) == 0);
  }

 private:
  static constexpr uid_t kNobody = 65534;
  bool was_root_ = geteuid() == 0;
};

}  // namespace

TEST_CASE("lines come once, as they are written, and a half line waits for its end") {
  const LogBench bench;
  bench.log("one\ntw");
  auto follower = bench.from_start();
  CHECK(follower.read().text == "one\n");
  CHECK(follower.read().text.empty());
  bench.log("o\nthree\n");
  CHECK(follower.read().text == "two\nthree\n");
  const auto idle = follower.read();
  CHECK(idle.text.empty());
  CHECK_FALSE(idle.failure);
  CHECK(idle.behind == 0);
}

TEST_CASE("a log of which nothing is remembered is begun at its end, behind the last whole line") {
  const LogBench bench;
  bench.log("old\nhal");
  auto follower = bench.from_end();
  CHECK(follower.read().text.empty());
  bench.log("f\nnew\n");
  CHECK(follower.read().text == "half\nnew\n");
}

TEST_CASE("a log that comes into being while it is waited for is read from its start") {
  const LogBench bench;
  auto follower = bench.from_end();
  const auto missing = follower.read();
  REQUIRE(missing.failure);
  CHECK(missing.failure->detail == "the log " + bench.path + " cannot be read: No such file or directory");
  CHECK_FALSE(missing.position);
  bench.log("first\n");
  const auto read = follower.read();
  CHECK(read.text == "first\n");
  CHECK_FALSE(read.failure);
}

TEST_CASE("after a restart it goes on where it was, with the half line that had been read") {
  const LogBench bench;
  bench.log("one\ntw");
  auto before = bench.from_start();
  const auto last = before.read();
  CHECK(std::get<LogFilePosition>(*last.position).offset == 4);
  bench.log("o\nthree\n");
  auto after = bench.resumed(last);
  CHECK(read_all(after).text == "two\nthree\n");
}

TEST_CASE("a read takes a part, and says how much is left") {
  const LogBench bench;
  std::string all;
  for (int i = 0; i < 2000; ++i) all += "line " + std::to_string(i) + "\n";
  bench.log(all);
  auto follower = bench.from_start();
  const auto part = follower.read(1000);
  CHECK(part.text.size() <= 1000);
  CHECK(part.behind == all.size() - 1000);
  CHECK(part.text + read_all(follower, 777).text == all);
}

TEST_CASE("a long line is shortened and counted, and what follows it is whole") {
  const LogBench bench;
  bench.log(std::string(1'000'000, 'x') + "\nnext\n");
  auto follower = bench.from_start();
  std::uint64_t shortened = 0;
  std::string text;
  for (int i = 0; i < 10; ++i) {
    const auto read = follower.read();
    text += read.text;
    shortened += read.shortened;
  }
  CHECK(text == std::string(kMostOfLine, 'x') + "\nnext\n");
  CHECK(shortened == 1);
}

TEST_CASE("what is no regular file is refused, and holds nobody up") {
  const LogBench bench;
  REQUIRE(mkfifo(bench.path.c_str(), 0600) == 0);
  auto fifo = bench.from_start();
  CHECK(fifo.read().failure.value().detail.ends_with("it is no regular file"));
  LogFollower directory(bench.file("."), LogBeginning::at_its_end, std::nullopt);
  CHECK(directory.read().failure.value().detail.ends_with("it is no regular file"));
}

TEST_CASE("a log that may not be read is a failure, and is followed once it may") {
  const LogBench bench;
  bench.log("before\n");
  REQUIRE(chmod(bench.path.c_str(), 0) == 0);
  auto follower = bench.from_end();
  {
    const NotRoot user;
    CHECK(follower.read().failure.value().detail.ends_with("Permission denied"));
  }
  REQUIRE(chmod(bench.path.c_str(), 0600) == 0);
  CHECK(read_all(follower).text.empty());
  bench.log("after\n");
  CHECK(read_all(follower).text == "after\n");
}

TEST_CASE("a path with hostile octets is shown printable") {
  const LogBench bench;
  LogFollower follower(bench.file("mail\x1b[2J\n.log"), LogBeginning::at_its_end, std::nullopt);
  CHECK(follower.read().failure.value().detail.find('\x1b') == std::string::npos);
}
