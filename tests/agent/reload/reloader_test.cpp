#include "agent/reload/reloader.hpp"

#include "tests/support/watcher_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

/// A watcher whose configuration is read again from a script.
struct ReloadBench {
  WatcherBench bench;
  config::Config config;
  ConfigCell in_use{{.watched = {}, .read = {}}};
  std::optional<Reloader> reloader;
  std::vector<Reloader::Outcome> answers;
  int readings = 0;
  Millis recall_takes = 0ms;
  std::optional<Failure> unreadable;
  std::vector<config::ConfigError> complaints;

  ReloadBench() {
    config.state_path = "cutwatch.db";
    config.cutovers = {bench.world.plan};
    config.resolvers = bench.resolvers;
    bench.start();
    reloader.emplace(bench.world.sim.io, bench.world.sim.clock, config, *bench.watcher, in_use, hands());
  }
  Reloader::Hands hands() {
    return {.read = [this] { return read(); },
            .recall = [this](metrics::Watched) { return recall(); },
            .tell = [](const metrics::Watched&) {}};
  }
  std::expected<config::Config, std::vector<config::ConfigError>> read() {
    ++readings;
    if (!complaints.empty()) return std::unexpected(complaints);
    return config;
  }
  Task<Result<Snapshot>> recall() {
    auto& clock = bench.world.sim.clock;
    if (recall_takes > 0ms) co_await clock.sleep_until(clock.steady() + recall_takes);
    if (unreadable) co_return std::unexpected(*unreadable);
    co_return Snapshot{};
  }
  void ask(int times = 1) {
    for (int i = 0; i < times; ++i)
      reloader->ask([this](const Reloader::Outcome& outcome) { answers.push_back(outcome); });
  }
  void add_domain() { config.cutovers.push_back({.domain = name("example.net")}); }
  bool watches(const std::string& domain) const {
    return std::ranges::any_of(bench.watcher->watched().plans,
                               [&](const auto& plan) { return plan.label() == domain; });
  }
};

}  // namespace

TEST_CASE("a reload takes over what is read, and says what it was") {
  ReloadBench bench;
  bench.add_domain();
  bench.ask();
  bench.bench.world.sim.advance(1s);
  REQUIRE(bench.answers.size() == 1);
  CHECK(bench.answers.front().is_done);
  CHECK(bench.answers.front().text.starts_with("2 cutovers at 1 resolver; added example.net"));
  CHECK(bench.in_use.load().is_last_reload_successful);
  CHECK(bench.watches("example.net"));
}

TEST_CASE("a configuration with complaints is not taken over, and each is told") {
  ReloadBench bench;
  bench.add_domain();
  bench.complaints = {{.file = "c.toml", .line = 3, .column = 1, .key = "web.listen", .message = "one"},
                      {.file = "c.toml", .line = 9, .column = 2, .key = "cutover[0].kind", .message = "two"}};
  bench.ask();
  bench.bench.world.sim.advance(1s);
  REQUIRE(bench.answers.size() == 1);
  CHECK_FALSE(bench.answers.front().is_done);
  CHECK(bench.answers.front().text ==
        "c.toml:3:1: web.listen: one\nc.toml:9:2: cutover[0].kind: two\nthe configuration in use stays\n");
  CHECK_FALSE(bench.in_use.load().is_last_reload_successful);
  CHECK_FALSE(bench.watches("example.net"));
}

TEST_CASE("where the state cannot be read nothing is taken over: what is kept would be written over") {
  ReloadBench bench;
  bench.add_domain();
  bench.unreadable = Failure{FailureKind::storage, "disk I/O error"};
  bench.ask();
  bench.bench.world.sim.advance(1s);
  REQUIRE(bench.answers.size() == 1);
  CHECK_FALSE(bench.answers.front().is_done);
  CHECK(bench.answers.front().text == "state store: disk I/O error\nthe configuration in use stays\n");
  CHECK_FALSE(bench.in_use.load().is_last_reload_successful);
  CHECK_FALSE(bench.watches("example.net"));
}

TEST_CASE("all who ask while it reads are answered by the next reading, together") {
  ReloadBench bench;
  bench.recall_takes = 5s;
  bench.ask();
  bench.bench.world.sim.advance(1s);
  CHECK(bench.readings == 1);
  bench.add_domain();
  bench.ask(60);
  bench.bench.world.sim.advance(4500ms);
  CHECK(bench.answers.size() == 1);
  bench.bench.world.sim.advance(10s);
  CHECK(bench.readings == 2);
  REQUIRE(bench.answers.size() == 61);
  CHECK_FALSE(bench.answers.front().text.contains("example.net"));
  CHECK(bench.answers.back().text.contains("added example.net"));
}
