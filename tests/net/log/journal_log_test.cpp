#include "net/log/journal_log.hpp"

#include "tests/support/sim.hpp"
#include "tests/support/temp_directory.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <filesystem>
#include <fstream>
#include <sstream>

// A script in journalctl's place writes down how it was called and shows what a file holds.
using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;

namespace {

/// The fake clock begins on 2026-12-01; this is an hour later, or so many seconds after that.
std::string entry(int number, int seconds = 3600) {
  const std::int64_t at = 1'796'083'200 + seconds;
  return fmt::format(R"({{"__CURSOR":"s=1;i={0};b=2;m={0};t={0};x={0}","__REALTIME_TIMESTAMP":"{1}000000",)"
                     R"("_HOSTNAME":"mx","SYSLOG_IDENTIFIER":"postfix/qmgr","MESSAGE":"entry {0}"}})",
                     number, at);
}

JournalPosition position(int number) { return {fmt::format("s=1;i={0};b=2;m={0};t={0};x={0}", number)}; }

struct Bench {
  TempDirectory directory;
  Sim sim;
  std::optional<JournalLog> log;

  explicit Bench(const std::string& behaviour) {
    write("journalctl", "#!/bin/sh\necho \"$@\" >> '" + directory.file("calls") + "'\n" + behaviour);
    std::filesystem::permissions(directory.file("journalctl"), std::filesystem::perms::owner_all);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(directory.file(name)) << text;
  }
  std::string shows(const std::string& name) const { return "cat '" + directory.file(name) + "'\n"; }
  void start(LogBeginning beginning, std::optional<JournalPosition> remembered = std::nullopt) {
    log.emplace(sim.io.get_executor(), sim.clock, JournalQuery{.program = directory.file("journalctl")},
                beginning, std::move(remembered));
  }
  /// Waits for the child, while the clock stands still.
  LogRead next() {
    std::optional<LogRead> out;
    asio::co_spawn(sim.io, log->next(), [&](std::exception_ptr error, LogRead read) {
      if (error) std::rethrow_exception(error);
      out = std::move(read);
    });
    while (!out) {
      sim.io.restart();
      sim.io.run_one();
    }
    return *out;
  }
  std::string calls() const {
    std::ostringstream out;
    out << std::ifstream(directory.file("calls")).rdbuf();
    return out.str();
  }
};

constexpr const char* kStays = "exec sleep 1000\n";

}  // namespace

TEST_CASE("entries come as lines, with the cursor of the last") {
  Bench bench("");
  bench.write("entries", entry(1) + "\n" + entry(2) + "\n");
  bench.write("journalctl", "#!/bin/sh\n" + bench.shows("entries") + kStays);
  bench.start(LogBeginning::at_its_start);
  const auto read = bench.next();
  CHECK(read.text ==
        "2026-12-01T01:00:00.000000+00:00 mx postfix/qmgr: entry 1\n"
        "2026-12-01T01:00:00.000000+00:00 mx postfix/qmgr: entry 2\n");
  CHECK(std::get<JournalPosition>(read.position.value()) == position(2));
  CHECK(read.gaps.empty());
}

TEST_CASE("what was read before a restart is not told again, and what came since is") {
  Bench bench("");
  bench.write("entries", entry(7) + "\n" + entry(8) + "\n");
  bench.write("journalctl", "#!/bin/sh\necho \"$@\" >> '" + bench.directory.file("calls") + "'\n" +
                                bench.shows("entries") + kStays);
  bench.start(LogBeginning::at_its_end, position(7));
  const auto read = bench.next();
  CHECK(read.text.ends_with("entry 8\n"));
  CHECK(read.text.find("entry 7") == std::string::npos);
  CHECK(read.gaps.empty());
  CHECK(bench.calls().find("--cursor=" + position(7).cursor) != std::string::npos);
}

TEST_CASE("a journal that has forgotten what was read last is a gap") {
  Bench bench("");
  bench.write("entries", entry(9) + "\n");
  bench.write("journalctl", "#!/bin/sh\n" + bench.shows("entries") + kStays);
  bench.start(LogBeginning::at_its_end, position(7));
  const auto read = bench.next();
  CHECK(read.gaps == std::vector<LogGap>{{LogGap::Cause::forgotten, "journal"}});
  CHECK(read.text.ends_with("entry 9\n"));
}

TEST_CASE("from its end on, the last old entry gives its cursor only") {
  Bench bench("");
  bench.write("entries", entry(5, -60) + "\n");
  bench.write("journalctl", "#!/bin/sh\n" + bench.shows("entries") + kStays);
  bench.start(LogBeginning::at_its_end);
  const auto read = bench.next();
  CHECK(read.text.empty());
  CHECK_FALSE(read.failure);
  CHECK(std::get<JournalPosition>(read.position.value()) == position(5));
}

TEST_CASE("a journalctl that ends is a failure with its reason, and is started again later and later") {
  Bench bench("echo 'no such unit' >&2\nexit 3\n");
  bench.start(LogBeginning::at_its_end);
  CHECK(bench.next().failure.value().detail ==
        bench.directory.file("journalctl") + " ended with status 3: no such unit");
  // The same failure is not told twice: next() goes on trying, at intervals that double.
  std::optional<LogRead> out;
  asio::co_spawn(bench.sim.io, bench.log->next(),
                 [&](std::exception_ptr, LogRead read) { out = std::move(read); });
  bench.sim.settle();
  CHECK(bench.sim.clock.sleeping() == 1);
  bench.write("journalctl", "#!/bin/sh\n" + std::string(kStays));
  bench.sim.advance(JournalLog::kFirstPause - Millis{1});
  CHECK_FALSE(out);
  bench.sim.advance(Millis{1} + JournalLog::kStarting);
  REQUIRE(out);
  CHECK_FALSE(out->failure);
}

TEST_CASE("a journalctl that is not there is a failure") {
  Bench bench("");
  std::filesystem::remove(bench.directory.file("journalctl"));
  bench.start(LogBeginning::at_its_end);
  CHECK(bench.next().failure.value().detail ==
        bench.directory.file("journalctl") + " cannot be started: No such file or directory");
}

TEST_CASE("what is no entry is counted, and the next one is read") {
  Bench bench("");
  bench.write("entries", "-- Boot --\n" + entry(1) + "\n");
  bench.write("journalctl", "#!/bin/sh\n" + bench.shows("entries") + kStays);
  bench.start(LogBeginning::at_its_start);
  const auto read = bench.next();
  CHECK(read.unreadable == 1);
  CHECK(read.text.ends_with("entry 1\n"));
}

TEST_CASE("what was logged before journalctl was started is not all there is until it is still") {
  Bench bench("");
  bench.write("entries", entry(7, -60) + "\n" + entry(8, -50) + "\n");
  bench.write("journalctl", "#!/bin/sh\n" + bench.shows("entries") + kStays);
  bench.start(LogBeginning::at_its_end, position(7));
  CHECK(bench.next().behind == 1);
  std::optional<LogRead> end;
  asio::co_spawn(bench.sim.io, bench.log->next(),
                 [&](std::exception_ptr, LogRead read) { end = std::move(read); });
  bench.sim.advance(JournalLog::kStill - Millis{1});
  CHECK_FALSE(end);
  bench.sim.advance(Millis{1});
  REQUIRE(end);
  CHECK(end->behind == 0);
  CHECK(end->text.empty());
}

TEST_CASE("an entry of now is the end of what waited") {
  Bench bench("");
  bench.write("entries", entry(7, -60) + "\n" + entry(8) + "\n");
  bench.write("journalctl", "#!/bin/sh\n" + bench.shows("entries") + kStays);
  bench.start(LogBeginning::at_its_end, position(7));
  CHECK(bench.next().behind == 0);
}

TEST_CASE("what was read before is asked for backwards, and comes in its order") {
  Bench bench("");
  bench.write("entries", entry(7) + "\n" + entry(6) + "\n-- Boot --\n" + entry(5) + "\n");
  bench.write("journalctl",
              "#!/bin/sh\necho \"$@\" >> '" + bench.directory.file("calls") + "'\n" + bench.shows("entries"));
  bench.start(LogBeginning::at_its_end, position(7));
  const auto before = [&](std::size_t most) {
    std::optional<std::string> out;
    asio::co_spawn(bench.sim.io, bench.log->before(most),
                   [&](std::exception_ptr, std::string text) { out = std::move(text); });
    while (!out) {
      bench.sim.io.restart();
      bench.sim.io.run_one();
    }
    return *out;
  };
  const std::string_view start = "2026-12-01T01:00:00.000000+00:00 mx postfix/qmgr: entry ";
  CHECK(before(100'000) == fmt::format("{0}5\n{0}6\n{0}7\n", start));
  CHECK(bench.calls().find("--reverse") != std::string::npos);
  CHECK(bench.calls().find("--cursor=" + position(7).cursor) != std::string::npos);
  CHECK(before(2 * (start.size() + 2)) == fmt::format("{0}6\n{0}7\n", start));
}

TEST_CASE("of a journal of which nothing is remembered, or that cannot be read, nothing was before") {
  Bench bench("exit 1\n");
  bench.start(LogBeginning::at_its_end);
  CHECK(bench.sim.run(bench.log->before(1000)) == "");
  bench.start(LogBeginning::at_its_end, position(7));
  std::filesystem::remove(bench.directory.file("journalctl"));
  CHECK(bench.sim.run(bench.log->before(1000)) == "");
}
