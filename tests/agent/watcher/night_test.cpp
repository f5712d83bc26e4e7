#include "tests/support/watcher_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// Whole nights of watching, and every question that left in them: what is asked of resolvers does no harm
// (DESIGN §5.6, docs/decisions/0050, 0051).
using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

using Bench = WatcherBench;

constexpr Millis kNight{8h};

/// Questions that fill a cache: with recursion, for the name of the record, of the record's type.
std::vector<WallTime> recursive(const Bench& bench, const dns::Question& question = kMxQuestion) {
  std::vector<WallTime> out;
  for (const auto& each : bench.world.dns.asked) {
    if (each.query.is_recursion_desired && each.query.question == question) out.push_back(each.at);
  }
  return out;
}

std::ptrdiff_t between(const std::vector<WallTime>& asked, WallTime begin, WallTime end) {
  return std::ranges::count_if(asked, [&](WallTime when) { return begin <= when && when < end; });
}

/// The most questions that one of the resolvers' addresses got in any stretch of this length.
std::ptrdiff_t most_within(const std::vector<WallTime>& asked, Millis length) {
  std::ptrdiff_t most = 0;
  for (const auto begin : asked) most = std::max(most, between(asked, begin, begin + length));
  return most;
}

}  // namespace

TEST_CASE("a night with a planned change: from one TTL before it nobody fills a cache, until it is made") {
  Bench bench(3);
  bench.world.plan.records.front().quiet.planned_at = at(4 * 3600);
  bench.start();
  bench.world.sim.advance(4h + 10min);
  const auto made = bench.world.sim.clock.wall();
  bench.publish("5 in.proxy.example.");
  bench.world.sim.advance(kNight - 4h - 10min);
  const auto asked = recursive(bench);
  CHECK(between(asked, at(4 * 3600 - 300), made) == 0);
  CHECK(between(asked, at(0), at(4 * 3600 - 300)) >= 3 * 200);
  CHECK(between(asked, made, made + 2min) >= 3);
}

TEST_CASE("a night with a lagging secondary: nobody fills a cache until the last authority has changed") {
  Bench bench(3);
  const auto secondary = kNs2.endpoint.address.text();
  bench.world.plan.name_servers = {kNs1, kNs2};
  bench.world.dns.publishes(secondary, {name("example.org"), dns::RrType::soa}, {"ns root 5 1 1 1 1"});
  bench.world.dns.publishes(secondary, kMxQuestion, {"10 mail.example.org."});
  bench.world.plan.records.front().quiet.planned_at = at(4 * 3600);
  bench.start();
  bench.world.sim.advance(4h);
  bench.publish("5 in.proxy.example.");
  bench.world.sim.advance(2h);
  const auto made = bench.world.sim.clock.wall();
  CHECK(between(recursive(bench), at(4 * 3600 - 300), made) == 0);
  bench.world.dns.publishes(secondary, kMxQuestion, {"5 in.proxy.example."});
  bench.world.sim.advance(2min);
  CHECK(between(recursive(bench), made, made + 2min) >= 3);
}

TEST_CASE("a night with a TTL above six hours: there is no quiet window, and the operator is told") {
  Bench bench;
  bench.world.plan.records.front().quiet.planned_at = at(4 * 3600);
  bench.publish("10 mail.example.org.", 7 * 3600);
  bench.start();
  bench.world.sim.advance(4h);
  CHECK(between(recursive(bench), at(0), at(4 * 3600)) >= 200);
  const auto& record = bench.world.plan.records.front();
  const auto window =
      quiet_window(record, record_of(bench.watcher->snapshot()), bench.world.sim.clock.wall());
  REQUIRE(window);
  CHECK(window->sentence().contains("too long to stay blind for"));
}

TEST_CASE("a night before a new name is published: no resolver is asked for it, then all at once") {
  Bench bench(3);
  bench.world.plan.records.front().stages = {kAbsent, kLastMx};
  bench.world.dns.publishes(kServer, kMxQuestion, {});
  bench.start();
  bench.world.sim.advance(kNight);
  CHECK(recursive(bench).empty());
  bench.publish("5 in.proxy.example.");
  bench.world.sim.advance(70s);
  CHECK(recursive(bench).size() >= 3);
}

TEST_CASE("a night at a resolver that refuses: it is asked once in ten minutes, and again as it answers") {
  Bench bench;
  bench.world.dns.says(address_of(0), kMxQuestion, dns::rcode::kRefused);
  bench.start();
  bench.world.sim.advance(kNight);
  CHECK(bench.asked().size() <= 8 * 6 + 5);
  CHECK(bench.asked().size() >= 8 * 5);
  bench.world.dns.holds(address_of(0), kMxQuestion, {"10 mail.example.org."}, 120);
  bench.world.sim.advance(15min);
  const auto forgiven = bench.asked().size();
  bench.world.sim.advance(10min);
  CHECK(bench.asked().size() >= forgiven + 9);
}

TEST_CASE(
    "an hour of a greedy plan: no operator gets more than a question in two seconds and three at once") {
  Bench bench(8);
  for (auto& each : bench.resolvers) each.operator_id = "one for all";
  bench.world.plan.records.front().interval = 10s;
  bench.start();
  bench.world.sim.advance(1h);
  const auto asked = recursive(bench);
  CHECK(asked.size() <= 1800 + 3);
  CHECK(asked.size() >= 1000);
  CHECK(most_within(asked, 1s) <= 3);
  CHECK(most_within(asked, 60s) <= 30 + 3);
}

TEST_CASE("a night with old copies that never seem to end costs no more questions than any other") {
  Bench bench;
  bench.start();
  bench.world.sim.advance(300s);
  bench.publish("5 in.proxy.example.");
  bench.world.dns.holds(address_of(0), kMxQuestion, {"10 mail.example.org."}, 7);  // frozen, and late
  const auto before = bench.asked().size();
  bench.world.sim.advance(kNight);
  CHECK(bench.asked().size() - before <= 2 * 8 * 60);
}

TEST_CASE("a night without a network: no state changes, and nobody is asked more than usual") {
  Bench bench(4);
  bench.start();
  bench.world.sim.advance(60s);
  for (int i = 0; i < 4; ++i) bench.world.dns.fails(address_of(i), kMxQuestion, FailureKind::timeout);
  const auto before = recursive(bench).size();
  for (int hour = 0; hour < 8; ++hour) {
    bench.world.sim.advance(1h);
    for (int i = 0; i < 4; ++i) CHECK_FALSE(bench.state_of(i));
  }
  CHECK(recursive(bench).size() - before <= 4 * 8 * 62);
}

TEST_CASE("a night with old copies of seconds: no resolver is asked again for each of their ends") {
  Bench bench;
  bench.start();
  bench.world.sim.advance(10min);
  bench.publish("5 in.proxy.example.");
  bench.world.sim.advance(2min);
  const auto changed = bench.world.sim.clock.wall();
  // Each of its answers is an old copy that ends five seconds later, sooner than a tenth of the interval.
  bench.world.dns.holds(address_of(0), kMxQuestion, {"10 mail.example.org."}, 5);
  bench.world.sim.advance(5min);
  CHECK(between(bench.asked(), changed, changed + 5min) <= 8);
  CHECK(between(bench.asked(), changed, changed + 5min) >= 4);
}

TEST_CASE("a night at a resolver that falls silent over its old copy: it is asked at the end of it once") {
  Bench bench;
  bench.start();
  bench.world.sim.advance(10min);
  bench.publish("5 in.proxy.example.");
  bench.world.dns.caches(address_of(0), kMxQuestion, {"10 mail.example.org."}, 200);
  bench.world.sim.advance(90s);
  bench.world.dns.fails(address_of(0), kMxQuestion, FailureKind::timeout);
  const auto silent = bench.world.sim.clock.wall();
  bench.world.sim.advance(30min);
  CHECK(between(bench.asked(), silent, silent + 30min) <= 30 + 2);
  CHECK(most_within(bench.asked(), 50s) <= 3);
}
