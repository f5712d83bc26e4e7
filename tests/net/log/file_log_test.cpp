#include "net/log/file_log.hpp"

#include "tests/net/log/log_bench.hpp"
#include "tests/support/sim.hpp"

#include <doctest/doctest.h>

#include <optional>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

struct Bench {
  LogBench files;
  Sim sim;
  FileLog log{sim.clock, files.path, LogBeginning::at_its_end, std::nullopt};
  /// What comes within so long; nullopt: nothing.
  std::optional<LogRead> next(Millis limit = Seconds{10}) { return sim.run(log.next(), limit); }
};

}  // namespace

TEST_CASE("that a log can be read is told once, and then lines within a second") {
  Bench bench;
  bench.files.log("old\n");
  const auto first = bench.next();
  REQUIRE(first);
  CHECK(first->text.empty());
  CHECK_FALSE(first->failure);
  CHECK(first->position);
  std::optional<LogRead> second;
  asio::co_spawn(bench.sim.io, bench.log.next(),
                 [&](std::exception_ptr, LogRead read) { second = std::move(read); });
  bench.sim.advance(Seconds{30});
  CHECK_FALSE(second);
  bench.files.log("new\n");
  bench.sim.advance(FileLog::kInterval);
  REQUIRE(second);
  CHECK(second->text == "new\n");
}

TEST_CASE("a failure is told once, and that it is over") {
  Bench bench;
  CHECK(bench.next().value().failure);
  std::optional<LogRead> second;
  asio::co_spawn(bench.sim.io, bench.log.next(),
                 [&](std::exception_ptr, LogRead read) { second = std::move(read); });
  bench.sim.advance(std::chrono::minutes{5});
  CHECK_FALSE(second);
  bench.files.log("");
  bench.sim.advance(FileLog::kInterval);
  REQUIRE(second);
  CHECK_FALSE(second->failure);
}

TEST_CASE("a line of many reads is read without a pause") {
  Bench bench;
  bench.files.log("");
  bench.next();
  bench.files.log(std::string(3'000'000, 'x') + "\nnext\n");
  std::string text;
  while (text.find("next") == std::string::npos) {
    const auto read = bench.next(Seconds{2});
    REQUIRE(read);
    text += read->text;
  }
  CHECK(text.size() == kMostOfLine + std::string("\nnext\n").size());
}

TEST_CASE("that a log is read to its end is told, though no line is") {
  Bench bench;
  bench.files.log("");
  bench.next();
  bench.files.log(std::string(LogFollower::kMostOfRead - 2, 'x') + "\nhalf a line");
  const auto lines = bench.next();
  REQUIRE(lines);
  CHECK(lines->behind == 10);
  const auto end = bench.next();
  REQUIRE(end);
  CHECK(end->text.empty());
  CHECK(end->behind == 0);
  CHECK_FALSE(bench.next());
}
