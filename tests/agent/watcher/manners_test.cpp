#include "tests/support/watcher_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

using Bench = WatcherBench;

}  // namespace

TEST_CASE("a resolver is asked as soon as an authority has answered, not an interval later") {
  Bench bench;
  bench.world.dns.delay = 1500ms;  // both questions to the authority: three seconds
  bench.start();
  bench.world.sim.advance(2s);
  CHECK(bench.asked().empty());
  bench.world.sim.advance(5s);
  CHECK(bench.asked().size() == 1);
  CHECK(bench.skipped(SkipReason::authority_first) == 1);
}

TEST_CASE("a resolver is asked after ten seconds where no authority answers") {
  Bench bench;
  bench.world.dns.fails(kServer, kMxQuestion, FailureKind::unreachable);
  bench.start();
  bench.world.sim.advance(9900ms);
  CHECK(bench.asked().empty());
  bench.world.sim.advance(1500ms);
  CHECK(bench.asked().size() == 1);
}

TEST_CASE("quiet window: no recursive question for the record in it, the first as soon as it is over") {
  Bench bench;
  bench.world.plan.records.front().quiet.planned_at = at(1000);
  bench.start();
  bench.world.sim.advance(1230s);
  const auto before = bench.asked();
  CHECK(before.size() >= 11);
  CHECK(before.back() < at(700));
  const auto authority_looks = std::ranges::count_if(bench.world.dns.asked, [](const auto& each) {
    return each.server == endpoint(kServer) && each.at >= at(700);
  });
  CHECK(authority_looks >= 14);
  CHECK(bench.skipped(SkipReason::quiet_window) >= 8);
  bench.publish("5 in.proxy.example.");
  bench.world.sim.advance(70s);
  const auto& versions = record_of(bench.watcher->snapshot()).authorities.at(kNs1)->history.versions;
  REQUIRE(versions.size() == 2);
  REQUIRE(bench.asked().size() > before.size());
  CHECK(bench.asked().at(before.size()) <= versions.back().first_seen + 1s);
}

TEST_CASE("expiry: a resolver with an old copy is asked just after the copy ends, not on a grid") {
  Bench bench;
  bench.start();
  bench.world.sim.advance(300s);
  bench.world.dns.caches(address_of(0), kMxQuestion, {"10 mail.example.org."}, 200);
  const auto end = bench.world.sim.clock.wall() + 200s;
  bench.publish("5 in.proxy.example.");
  bench.world.sim.advance(190s);
  bench.world.dns.holds(address_of(0), kMxQuestion, {"5 in.proxy.example."}, 300);
  bench.world.sim.advance(20s);
  const auto asked = bench.asked();
  const auto after = std::ranges::find_if(asked, [&](WallTime when) { return when >= end; });
  REQUIRE(after != asked.end());
  // A TTL that is rounded up tells the end up to a second late, and may have been a second more when it was
  // rounded down; then comes a margin of less than a second.
  CHECK(*after <= end + 3s);
  const auto looks = std::ranges::count_if(asked, [&](WallTime when) { return when >= end - 10s; });
  CHECK(looks <= 2);
}

TEST_CASE("our own network down: no resolver becomes unreachable, and it is said once") {
  Bench bench(6);
  bench.start();
  bench.world.sim.advance(60s);
  int told = 0;
  bench.watcher->listen([&](const Observation& seen, const Snapshot&) {
    told += std::holds_alternative<OwnNetworkJudged>(seen) ? 1 : 0;
  });
  for (int i = 0; i < 6; ++i) bench.world.dns.fails(address_of(i), kMxQuestion, FailureKind::timeout);
  bench.world.sim.advance(600s);
  CHECK(told == 1);
  CHECK(is_own_network_down(*bench.cell.load()));
  for (int i = 0; i < 6; ++i) CHECK_FALSE(bench.state_of(i));
  for (int i = 0; i < 5; ++i)
    bench.world.dns.holds(address_of(i), kMxQuestion, {"10 mail.example.org."}, 120);
  bench.world.sim.advance(150s);
  CHECK(told == 2);
  CHECK_FALSE(is_own_network_down(*bench.cell.load()));
  CHECK(bench.state_of(0) == dns::AnswerState::old_stage);
  CHECK(bench.state_of(5) == dns::AnswerState::unreachable);
}

TEST_CASE("the host's clock is set by an hour: copies live on for what was left of them") {
  for (const Millis by : {Millis{1h}, Millis{-1h}}) {
    Bench bench;
    bench.start();
    bench.world.sim.advance(30s);
    bench.world.dns.fails(address_of(0), kMxQuestion, FailureKind::timeout);  // the copy is all there is
    REQUIRE(bench.state_of(0) == dns::AnswerState::old_stage);
    bench.world.sim.clock.step_wall(by);
    bench.world.sim.advance(2s);
    CHECK(bench.state_of(0) == dns::AnswerState::old_stage);
    bench.world.sim.advance(80s);
    CHECK(bench.state_of(0) == dns::AnswerState::old_stage);
    bench.world.sim.advance(20s);
    CHECK(bench.state_of(0) == dns::AnswerState::unreachable);
  }
}

TEST_CASE("an answer that was under way when the clock was set counts for nothing") {
  Bench bench;
  bench.world.dns.delay = 4s;
  bench.world.plan.name_servers.clear();
  bench.start();
  bench.watcher->observe(delegation(0, std::vector{kNs1}));
  bench.watcher->observe(authority_says(0, kNs1, authoritative(kOldMx, 300)));
  bench.world.sim.advance(2s);
  REQUIRE(bench.asked().size() == 1);
  bench.world.sim.clock.step_wall(1h);
  bench.world.sim.advance(3s);
  CHECK(record_of(bench.watcher->snapshot()).resolvers.empty());
  bench.world.sim.advance(70s);
  CHECK(record_of(bench.watcher->snapshot()).resolvers.size() == 1);
}
