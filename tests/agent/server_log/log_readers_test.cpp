#include "agent/server_log/log_readers.hpp"

#include "tests/agent/server_log/scripted_log.hpp"
#include "tests/core/cutover/server_log/log_world.hpp"
#include "tests/support/watcher_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;
using mail::ClientOrigin;

namespace {

const std::string kFile = "/var/log/mail.log";

cutover::ServerLog log_of(cutover::LogSourceKind kind,
                          cutover::ServerRole role = cutover::ServerRole::old_server) {
  return {.role = role, .kind = kind, .path = kind == cutover::LogSourceKind::file ? kFile : ""};
}

/// A watcher that runs no probe, and the readers of its plans' logs.
struct ReadersBench {
  ScriptedLogs logs;
  ProbeBench world;
  SnapshotCell cell;
  std::optional<Watcher> watcher;
  std::optional<LogReaders> readers;
  std::vector<std::optional<LogPosition>> opened;  ///< From where.
  std::vector<net::LogRead> reads;                 ///< What each log tells at first.

  void begin(std::vector<cutover::ServerLog> named, Snapshot known = {}) {
    world.plan.logs = std::move(named);
    watcher.emplace(tools_of(world), watched(), std::move(known), cell);
    readers.emplace(
        world.sim.io, world.sim.clock, *watcher, [this](const Observation& seen) { watcher->observe(seen); },
        [this](const cutover::ServerLog&, const std::optional<LogPosition>& position) {
          return open(position);
        });
    readers->use_plans();
    world.sim.advance(Seconds{5});
  }
  void reload(std::vector<cutover::ServerLog> named) {
    world.plan.logs = std::move(named);
    watcher->reload(watched(), {});
    readers->use_plans();
    world.sim.advance(Seconds{5});
  }
  metrics::Watched watched() const { return {.plans = {world.plan}, .resolvers = {}}; }
  Result<std::unique_ptr<net::LogSource>> open(const std::optional<LogPosition>& position) {
    opened.push_back(position);
    std::deque<std::optional<net::LogRead>> script{net::LogRead{}};
    for (const auto& read : reads) script.emplace_back(read);
    return std::make_unique<ScriptedLog>(world.sim.clock, logs, std::move(script));
  }
  mail::LogFacts facts(const std::string& source, const std::string& role = "old") const {
    const auto& known = watcher->snapshot().domains.at(kDomain)->server_logs;
    return known.contains({role, source}) ? known.at({role, source})->facts : mail::LogFacts();
  }
};

/// As after a restart.
Snapshot snapshot_with(const std::string& source, ServerLogState state) {
  Snapshot snapshot;
  snapshot.domains[kDomain].write().server_logs.insert_or_assign({"old", source}, Shared(std::move(state)));
  return snapshot;
}

LogFilePosition at_offset(std::uint64_t offset) { return {.device = 1, .inode = 2, .offset = offset}; }

}  // namespace

TEST_CASE("a log that is named no more is given up, with its source") {
  ReadersBench bench;
  bench.begin({log_of(cutover::LogSourceKind::file)});
  CHECK(bench.logs.open == 1);
  bench.reload({log_of(cutover::LogSourceKind::file)});
  CHECK(bench.opened.size() == 1);
  bench.reload({});
  CHECK(bench.logs.open == 0);
  bench.reload({log_of(cutover::LogSourceKind::file)});
  CHECK(bench.logs.open == 1);
}

TEST_CASE("a file that is to be read otherwise is begun anew where it was left off") {
  ReadersBench bench;
  bench.reads = {{.text = text_of_lines(received("ABCDEF1", "x[203.0.113.9]")), .position = at_offset(7)}};
  bench.begin({log_of(cutover::LogSourceKind::file)});
  auto other = log_of(cutover::LogSourceKind::file);
  other.is_read_from_start = true;
  bench.reads.clear();
  bench.reload({other});
  REQUIRE(bench.opened.size() == 2);
  CHECK_FALSE(bench.opened[0].has_value());
  CHECK(bench.opened[1] == LogPosition(at_offset(7)));
  CHECK(bench.logs.open == 1);
  CHECK(bench.facts(kFile).gaps.count == 0);
}

TEST_CASE("standard input is gone on with, however it is to be read") {
  ReadersBench bench;
  bench.begin({log_of(cutover::LogSourceKind::standard_input)});
  auto other = log_of(cutover::LogSourceKind::standard_input);
  other.mta = mail::Mta::exim;
  bench.reload({other});
  CHECK(bench.opened.size() == 1);
  CHECK(bench.logs.open == 1);
}

TEST_CASE("standard input that tells its history again after a restart counts it once, behind a gap") {
  ReadersBench bench;
  bench.world.sim.clock.step_wall(kLogNow - bench.world.sim.clock.wall());
  mail::LogFacts told{.lines = 3};
  told.accepted[ClientOrigin::other].add(kLogTime);
  told.last_line = kLogTime;
  bench.reads = {{.text = text_of_lines(received("ABCDEF1", "x[203.0.113.9]")) +
                          "Dec  1 20:00:09 mx postfix/qmgr[1]: ABCDEF1: removed\n"}};
  bench.begin({log_of(cutover::LogSourceKind::standard_input)}, snapshot_with("stdin", {.facts = told}));
  const auto facts = bench.facts("stdin");
  CHECK(facts.accepted.at(ClientOrigin::other).count == 1);
  CHECK(facts.lines == 4);
  CHECK(facts.gaps.count == 1);
}

TEST_CASE("a log whose position was damaged has a gap, one that was never read has none") {
  for (const bool was_read : {true, false}) {
    ReadersBench bench;
    mail::LogFacts told{.lines = was_read ? 3U : 0U};
    bench.begin({log_of(cutover::LogSourceKind::file)}, snapshot_with(kFile, {.facts = told}));
    CHECK(bench.facts(kFile).gaps.count == (was_read ? 1 : 0));
  }
}

TEST_CASE("two logs of one server, and one of the other, are read side by side") {
  ReadersBench bench;
  bench.reads = {{.text = text_of_lines(received("ABCDEF1", "x[203.0.113.9]"))}};
  bench.begin({log_of(cutover::LogSourceKind::file), log_of(cutover::LogSourceKind::journal),
               log_of(cutover::LogSourceKind::journal, cutover::ServerRole::new_server)});
  CHECK(bench.logs.open == 3);
  CHECK(bench.facts(kFile).lines == 3);
  CHECK(bench.facts("journal").lines == 3);
  CHECK(bench.facts("journal", "new").lines == 3);
}
