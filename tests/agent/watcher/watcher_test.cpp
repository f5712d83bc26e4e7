#include "agent/watcher.hpp"

#include "tests/support/watcher_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

const std::string kResolver = "192.0.2.1";
const dns::Question kNs{name("example.org"), dns::RrType::ns};

dns::Question address_of(const dns::NameServer& server) { return {name(server.name), dns::RrType::a}; }

/// The order of the members matters: the watcher ends before the world, its coroutines with the world.
struct Bench {
  FakeClock& clock() { return world.sim.clock; }
  ProbeBench world;
  SnapshotCell cell;
  std::optional<Watcher> watcher;

  Bench() {
    world.watch(kMxQuestion);
    world.dns.holds(kResolver, kMxQuestion, {"10 mail.example.org."});
    for (const auto& server : {kNs1, kNs2}) {
      const auto address = server.endpoint.address.text();
      world.dns.holds(kResolver, address_of(server), {address});
      world.dns.publishes(address, kMxQuestion, {"10 mail.example.org."}, 3600);
      world.dns.publishes(address, {name("example.org"), dns::RrType::soa}, {"ns root 5 1 1 1 1"});
    }
    delegate({kNs1.name, kNs2.name});
    watcher.emplace(
        tools_of(world),
        metrics::Watched{.plans = {world.plan}, .resolvers = {{"one", endpoint(kResolver), "one"}}},
        Snapshot{}, cell);
  }

  void delegate(std::vector<std::string> names) { world.dns.holds(kResolver, kNs, std::move(names)); }

  std::size_t questions_to(const dns::NameServer& server) const {
    return static_cast<std::size_t>(std::ranges::count_if(world.dns.asked, [&](const auto& asked) {
      return asked.server == server.endpoint && asked.query.question == kMxQuestion;
    }));
  }
};

}  // namespace

TEST_CASE("once the delegation is found, its servers are asked") {
  Bench bench;
  bench.watcher->start();
  bench.world.sim.advance(600s);
  CHECK(bench.questions_to(kNs1) >= 9);
  CHECK(bench.questions_to(kNs2) >= 9);
  const auto published = bench.cell.load();
  const auto& record = record_of(*published);
  CHECK(record.authorities.at(kNs1)->history.current()->ttl == Seconds{3600});
  CHECK(record.authorities.at(kNs1)->serial == 5);
  CHECK(record.resolvers.at("one")->entries.size() >= 1);
  CHECK(published->domains.at(kDomain)->probes.at("authority").last_run != WallTime{});
}

TEST_CASE("a server that leaves the delegation is asked no more") {
  Bench bench;
  bench.watcher->start();
  bench.world.sim.advance(600s);
  bench.delegate({kNs1.name});
  bench.world.sim.advance(1500s);
  const auto to_second = bench.questions_to(kNs2);
  const auto to_first = bench.questions_to(kNs1);
  bench.world.sim.advance(1500s);
  CHECK(bench.questions_to(kNs2) == to_second);
  CHECK(bench.questions_to(kNs1) >= to_first + 20);
  CHECK_FALSE(record_of(*bench.cell.load()).authorities.contains(kNs2));
}

TEST_CASE("a burst of observations is published once, a little later") {
  Bench bench;
  const auto before = bench.cell.load();
  for (int i = 0; i < 100; ++i) {
    bench.watcher->observe(resolver_says(i, "one", answer(kOldMx, 300)));
    bench.world.sim.settle();
  }
  CHECK(bench.cell.load() == before);
  bench.world.sim.advance(30ms);
  const auto after = bench.cell.load();
  CHECK(after != before);
  CHECK(after->resolvers.at("one")->queries.at(QueryResult::ok) == 100);
  bench.world.sim.advance(10s);
  CHECK(bench.cell.load() == after);
  bench.watcher->observe(resolver_says(500, "one", answer(kOldMx, 300)));
  bench.world.sim.advance(30ms);
  CHECK(bench.cell.load()->resolvers.at("one")->queries.at(QueryResult::ok) == 101);
  CHECK(after->resolvers.at("one")->queries.at(QueryResult::ok) == 100);
}

TEST_CASE("listeners hear of every observation, with what is known after it") {
  Bench bench;
  std::vector<std::size_t> heard;
  bench.watcher->listen([&](const Observation& seen, const Snapshot& snapshot) {
    if (std::holds_alternative<ResolverAnswered>(seen)) heard.push_back(record_of(snapshot).resolvers.size());
  });
  bench.watcher->observe(resolver_says(0, "one", answer(kOldMx, 300)));
  bench.watcher->observe(resolver_says(0, "two", answer(kOldMx, 300)));
  CHECK(heard == std::vector<std::size_t>{1, 2});
}

TEST_CASE("a stopped watcher begins no run, and a delegation found late starts none") {
  Bench bench;
  bench.watcher->start();
  bench.world.sim.advance(5s);
  bench.watcher->stop();
  bench.watcher->observe(delegation(6, std::vector{kNs1, kNs2}));
  bench.world.sim.advance(10s);
  const auto asked = bench.world.dns.asked.size();
  bench.world.sim.advance(1h);
  CHECK(bench.world.dns.asked.size() == asked);
  CHECK(bench.watcher->running() == 0);
}

namespace {

/// Every reply takes 4.9 s, every probe is due every second.
struct SlowBench : Bench {
  SlowBench() {
    world.dns.delay = 4900ms;
    auto plan = world.plan;
    plan.name_servers = {kNs1};
    plan.records.front().interval = 1s;
    watcher.emplace(tools_of(world),
                    metrics::Watched{.plans = {plan}, .resolvers = {{"one", endpoint(kResolver), "one"}}},
                    Snapshot{}, cell);
    watcher->start();
  }
};

}  // namespace

TEST_CASE("a run that outlasts its interval is skipped and counted, and delays no other") {
  SlowBench bench;
  bench.world.sim.advance(100s);
  bench.watcher->stop();
  bench.world.sim.advance(100s);
  const auto published = bench.cell.load();
  const auto& probe = published->domains.at(kDomain)->probes.at("resolver");
  CHECK(probe.skipped.at(SkipReason::still_running) >= 60);
}

TEST_CASE("a skipped run is published while the one before it still hangs") {
  SlowBench bench;
  bench.world.sim.advance(4500ms);
  const auto published = bench.cell.load();
  const auto domain = published->domains.find(kDomain);
  REQUIRE(domain != published->domains.end());
  const auto& probe = domain->second->probes.at("authority");
  CHECK(probe.last_run == WallTime{});
  CHECK(probe.skipped.at(SkipReason::still_running) >= 2);
}
