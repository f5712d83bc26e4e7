#include "net/log/stream_log.hpp"

#include "tests/support/sim.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

struct Bench {
  std::array<int, 2> ends{};
  Sim sim;
  std::optional<StreamLog> log;

  Bench() {
    REQUIRE(pipe(ends.data()) == 0);
    log.emplace(sim.io.get_executor(), ends[0]);
  }
  void write(std::string_view text) const {
    REQUIRE(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  std::optional<LogRead> next() { return sim.run(log->next()); }
};

}  // namespace

TEST_CASE("what is piped in comes line by line, and its end is told with what is left") {
  Bench bench;
  const auto ready = bench.next();
  REQUIRE(ready);
  CHECK(ready->text.empty());
  bench.write("one\ntwo\nthr");
  const auto lines = bench.next().value();
  CHECK(lines.text == "one\ntwo\n");
  CHECK_FALSE(lines.position);
  CHECK_FALSE(lines.is_over);
  bench.write("ee\nhalf");
  CHECK(bench.next().value().text == "three\n");
  close(bench.ends[1]);
  const auto end = bench.next().value();
  CHECK(end.text == "half\n");
  CHECK(end.is_over);
  CHECK(end.failure.value().detail == "standard input has ended");
}

TEST_CASE("a line that never ends takes no more memory, and is counted once it does") {
  Bench bench;
  bench.next();
  std::optional<LogRead> read;
  asio::co_spawn(bench.sim.io, bench.log->next(),
                 [&](std::exception_ptr, LogRead got) { read = std::move(got); });
  const std::string part(50'000, 'x');
  for (int i = 0; i < 20; ++i) {
    bench.write(part);
    bench.sim.settle();
  }
  CHECK_FALSE(read);
  bench.write("\n");
  bench.sim.settle();
  REQUIRE(read);
  CHECK(read->text.size() == kMostOfLine + 1);
  CHECK(read->shortened == 1);
  close(bench.ends[1]);
}

TEST_CASE("a file as standard input is read to its end") {
  const TempDirectory directory;
  std::ofstream(directory.file("log")) << "one\n";
  Sim sim;
  StreamLog log(sim.io.get_executor(), open(directory.file("log").c_str(), O_RDONLY | O_CLOEXEC));
  sim.run(log.next());
  CHECK(sim.run(log.next()).value().text == "one\n");
  CHECK(sim.run(log.next()).value().is_over);
}
