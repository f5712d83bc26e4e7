#include "agent/store/log_keeper.hpp"

#include "agent/store/message_store.hpp"
#include "core/snapshot/snapshot.hpp"
#include "tests/support/observations.hpp"
#include "tests/support/sim.hpp"
#include "tests/support/temp_directory.hpp"

#include <asio/post.hpp>
#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <optional>

using namespace cutwatch;
using namespace cutwatch::store;
using namespace cutwatch::test;

namespace {

const LogKey kKeptLog{.domain = "example.org", .role = "old", .source = "/var/log/mail.log"};

/// An agent that only reads a log, and may be killed.
struct LogKeeperBench {
  struct Life {
    Sim sim;
    asio::thread_pool writer{1};
    std::optional<Database> database;
    std::optional<LogKeeper> keeper;
    ~Life() { writer.join(); }
  };
  TempDirectory directory;
  std::unique_ptr<Life> life = std::make_unique<Life>();
  Snapshot snapshot;
  std::vector<Observation> told;

  LogKeeperBench() {
    auto messages = MessageStore::open(path(), {}).value();
    life->database = messages.database();
    life->keeper.emplace(life->sim.io.get_executor(), life->writer, life->sim.clock,
                         LogStore(messages.database()),
                         [this](const Observation& seen) { told.push_back(seen); });
  }
  std::string path() const { return directory.file("state.db"); }
  void read_line() {
    const MailLogRead read{.domain = kKeptLog.domain,
                           .role = kKeptLog.role,
                           .source = kKeptLog.source,
                           .at = life->sim.clock.wall(),
                           .facts = {.lines = 1}};
    snapshot = fold(std::move(snapshot), read);
    life->keeper->follow(read, snapshot);
    settle();
  }
  void advance(Millis span) {
    life->sim.advance(span);
    settle();
  }
  /// The writer comes to an end with what it was given, and says so.
  void settle() const {
    for (int i = 0; i < 2; ++i) {
      std::promise<void> done;
      asio::post(life->writer, [&] { done.set_value(); });
      done.get_future().wait();
      life->sim.settle();
    }
  }
  /// What waits is lost.
  std::uint64_t lines_after_kill() {
    life = nullptr;
    auto messages = MessageStore::open(path(), {}).value();
    const auto kept = LogStore(messages.database()).load().value();
    return kept.logs.contains(kKeptLog) ? kept.logs.at(kKeptLog).facts.lines : 0;
  }
  /// While the writer has nothing to do.
  void execute(const char* sql) { REQUIRE(life->database->execute(sql)); }
};

}  // namespace

TEST_CASE("the first read is written at once, those of the next ten seconds together") {
  LogKeeperBench bench;
  bench.read_line();
  SUBCASE("at once") { CHECK(bench.lines_after_kill() == 1); }
  SUBCASE("not each") {
    bench.advance(Seconds{1});
    bench.read_line();
    bench.advance(kLogPace - Seconds{2});
    CHECK(bench.lines_after_kill() == 1);
  }
  SUBCASE("together") {
    for (int i = 0; i < 5; ++i) {
      bench.advance(Seconds{1});
      bench.read_line();
    }
    bench.advance(kLogPace);
    CHECK(bench.lines_after_kill() == 6);
  }
  SUBCASE("what waits, at the end") {
    bench.advance(Seconds{1});
    bench.read_line();
    bench.life->keeper->finish();
    CHECK(bench.lines_after_kill() == 2);
  }
}

TEST_CASE("a write that fails is told, and tried again with what has come since") {
  LogKeeperBench bench;
  bench.execute("ALTER TABLE server_log RENAME TO away");
  bench.read_line();
  REQUIRE(bench.told.size() == 1);
  CHECK(std::get<StateWriteFailed>(bench.told.front()).writer == StateWriter::logs);
  bench.advance(Seconds{1});
  bench.read_line();
  bench.execute("ALTER TABLE away RENAME TO server_log");
  bench.advance(kLogRetry);
  REQUIRE(bench.told.size() == 2);
  CHECK(std::get<StateWritten>(bench.told.back()).writer == StateWriter::logs);
  CHECK(bench.lines_after_kill() == 2);
}
