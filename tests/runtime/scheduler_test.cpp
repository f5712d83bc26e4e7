#include "runtime/scheduler.hpp"

#include "tests/support/seeded_random.hpp"
#include "tests/support/sim.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

struct Bench {
  Sim sim;
  SeededRandom random;
  Scheduler scheduler{sim.io.get_executor(), sim.clock, random};
  std::vector<SteadyTime> begun;
  std::vector<Micros> lateness;
  std::uint64_t overruns = 0;
  std::uint64_t halted = 0;  ///< Runs that we ourselves slept through.
  Micros longest{};
  int ended = 0;
  int at_once = 0;
  int most_at_once = 0;

  Job job(std::string id, Millis interval, Millis takes = 0ms) {
    return {.id = std::move(id),
            .interval = interval,
            .run = [this, takes](Micros late) { return run(takes, late); },
            .on_overrun = [this](Overrun overrun) { note(overrun); }};
  }

  void note(Overrun overrun) {
    (overrun.cause == Overrun::Cause::halt ? halted : overruns) += overrun.count;
    longest = std::max(longest, overrun.running);
  }

  Task<void> run(Millis takes, Micros late) {
    begun.push_back(sim.clock.steady());
    lateness.push_back(late);
    most_at_once = std::max(most_at_once, ++at_once);
    if (takes > 0ms) co_await sim.clock.sleep_until(sim.clock.steady() + takes);
    --at_once;
    ++ended;
  }
};

}  // namespace

TEST_CASE("a job keeps its grid for three days, each run within a tenth of its interval") {
  Bench bench;
  bench.scheduler.start(bench.job("a", 60s));
  bench.sim.advance(72h);
  REQUIRE(bench.begun.size() >= 72 * 60);
  CHECK(bench.begun.size() <= 72 * 60 + 1);
  const auto first = bench.begun.front();
  bool is_moved = false;
  for (std::size_t i = 1; i < bench.begun.size(); ++i) {
    const auto off = bench.begun[i] - first - static_cast<std::int64_t>(i) * 60s;
    REQUIRE(off >= -6s);
    REQUIRE(off < 6s);
    is_moved = is_moved || off > 3s || off < -3s;
  }
  CHECK(is_moved);
  CHECK(bench.overruns == 0);
  for (const auto late : bench.lateness) REQUIRE(late == Micros{0});
}

TEST_CASE("the first run comes within the first second, or the first interval if that is shorter") {
  for (const auto& [interval, within] : {std::pair<Millis, Millis>{60s, 1s}, {100ms, 100ms}}) {
    Bench bench;
    for (int i = 0; i < 50; ++i) bench.scheduler.start(bench.job(std::to_string(i), interval));
    bench.sim.advance(within);
    CHECK(bench.begun.size() >= 50);
    CHECK(bench.begun[0] != bench.begun[49]);
  }
}

TEST_CASE("a job never overlaps itself; runs that fall due meanwhile are left out and counted") {
  Bench bench;
  bench.scheduler.start(bench.job("slow", 10s, 25s));
  bench.sim.advance(300s);
  CHECK(bench.most_at_once == 1);
  CHECK(bench.begun.size() >= 9);
  CHECK(bench.begun.size() <= 11);
  CHECK(bench.overruns + bench.begun.size() >= 28);
  CHECK(bench.overruns + bench.begun.size() <= 31);
}

TEST_CASE("runs that are left out are counted while the one before still hangs") {
  Bench bench;
  bench.scheduler.start(bench.job("hung", 10s, 1h));
  bench.sim.advance(35s);
  CHECK(bench.ended == 0);
  CHECK(bench.overruns == 3);
  CHECK(bench.longest >= 29s);
  CHECK(bench.longest < 32s);
}

TEST_CASE("a run that ends before the next one's time holds up none, wherever the jitter put that") {
  Bench bench;
  bench.scheduler.start(bench.job("long", 10s, 8900ms));
  bench.sim.advance(3000s);
  CHECK(bench.overruns == 0);
  CHECK(bench.begun.size() >= 299);
}

TEST_CASE("a slow job delays no other") {
  Bench bench;
  bench.scheduler.start(bench.job("slow", 10s, 1h));
  bench.scheduler.start(bench.job("quick", 10s));
  bench.sim.advance(100s);
  CHECK(bench.ended >= 10);
  CHECK(bench.scheduler.running() == 1);
}

TEST_CASE("a stopped job does not run again, stopped before a run or during one") {
  Bench bench;
  bench.scheduler.start(bench.job("a", 10s, 5s));
  bench.sim.advance(2s);
  REQUIRE(bench.begun.size() == 1);
  CHECK(bench.scheduler.running() == 1);
  bench.scheduler.stop("a");
  CHECK_FALSE(bench.scheduler.has("a"));
  bench.sim.advance(100s);
  CHECK(bench.begun.size() == 1);
  CHECK(bench.ended == 1);  // the run under way ended by itself
  CHECK(bench.scheduler.running() == 0);

  bench.scheduler.start(bench.job("b", 10s));
  bench.sim.advance(2s);
  REQUIRE(bench.begun.size() == 2);
  bench.scheduler.stop("b");
  bench.sim.advance(100s);
  CHECK(bench.begun.size() == 2);
  CHECK(bench.sim.clock.sleeping() == 0);
  bench.scheduler.stop("nobody");
}

TEST_CASE("a job that was stopped during a run tells of no overrun any more") {
  Bench bench;
  bench.scheduler.start(bench.job("a", 10s, 55s));
  bench.sim.advance(2s);
  bench.scheduler.stop("a");
  bench.sim.advance(100s);
  CHECK(bench.ended == 1);
  CHECK(bench.overruns == 0);
}

TEST_CASE("a job that was stopped before it was first reached never runs") {
  Bench bench;
  bench.scheduler.start(bench.job("a", 10s));
  bench.scheduler.stop("a");
  bench.sim.advance(60s);
  CHECK(bench.begun.empty());
}

TEST_CASE("a job that is stopped by another which is due at the same instant does not run") {
  for (int round = 0; round < 2; ++round) {
    Bench bench;
    // Due within one millisecond, by whole microseconds: many share the first instant.
    for (int i = 0; i < 3'000; ++i) {
      auto job = bench.job(std::to_string(i), 1ms);
      job.run = [&](Micros late) {
        bench.scheduler.stop_all();
        return bench.run(0ms, late);
      };
      bench.scheduler.start(std::move(job));
    }
    bench.sim.advance(5ms);
    CHECK(bench.begun.size() == 1);
  }
}

TEST_CASE("a job started again under its id replaces the one before") {
  Bench bench;
  bench.scheduler.start(bench.job("a", 10s));
  bench.sim.advance(1s);
  bench.scheduler.start(bench.job("a", 100s));
  bench.sim.advance(1000s);
  CHECK(bench.begun.size() >= 11);
  CHECK(bench.begun.size() <= 12);
  bench.scheduler.stop_all();
  bench.sim.advance(1000s);
  CHECK(bench.begun.size() <= 12);
}

TEST_CASE("a step of the wall clock changes no cadence") {
  const std::chrono::sys_days epochs[] = {std::chrono::year{1970} / 1 / 1, std::chrono::year{2038} / 1 / 20};
  Bench bench;
  bench.scheduler.start(bench.job("a", 60s));
  std::size_t expected = 0;
  for (int step = 0; step < 4; ++step) {
    bench.sim.advance(1h);
    expected += 60;
    CHECK(bench.begun.size() >= expected - 1);
    CHECK(bench.begun.size() <= expected + 1);
    bench.sim.clock.step_wall(step == 0 ? 24h : step == 1 ? -48h : epochs[step - 2] - bench.sim.clock.wall());
  }
  CHECK(bench.sim.clock.wall().time_since_epoch() > 60 * 365 * 24h);
  CHECK(bench.overruns == 0);
}

TEST_CASE("after a long halt a job catches up once and the rest is counted as left out") {
  Bench bench;
  bench.scheduler.start({.id = "a",
                         .interval = 60s,
                         .run = [&](Micros late) { return bench.run(bench.begun.empty() ? 6h : 0ms, late); },
                         .on_overrun = [&](Overrun overrun) { bench.note(overrun); }});
  bench.sim.advance(6h + 120s);
  CHECK(bench.begun.size() >= 2);
  CHECK(bench.begun.size() <= 4);
  CHECK(bench.overruns >= 358);
  CHECK(bench.overruns <= 361);
}

TEST_CASE("runs that were slept through are no run's fault, be one under way or not") {
  for (const Millis takes : {0ms, Millis{1h}}) {
    CAPTURE(takes);
    Bench bench;
    bench.scheduler.start(bench.job("a", 10s, takes));
    bench.sim.advance(3s);  // the first run has begun, and lasts where it takes long
    bench.sim.clock.step_steady(100s);
    bench.sim.advance(1s);
    CHECK(bench.overruns == (takes > 0ms ? 1 : 0));  // awake again, the run is still there
    CHECK(bench.halted >= 8);
    CHECK(bench.halted <= 10);
  }
}

TEST_CASE("a run under way does not grow longer by what the process slept through") {
  Bench bench;
  bench.scheduler.start(bench.job("a", 10s, 1h));
  bench.sim.advance(3s);
  bench.sim.clock.step_steady(100s);
  bench.sim.advance(1s);
  REQUIRE(bench.overruns == 1);
  // What it slept before the next run was due counts still: nobody looked at the clock then.
  CHECK(bench.longest >= 4s);
  CHECK(bench.longest < 13s);
  bench.sim.advance(20s);
  REQUIRE(bench.overruns >= 2);
  CHECK(bench.longest < 34s);
}

TEST_CASE("a run that was put off until the one before had ended is not late by that") {
  Bench bench;
  bench.scheduler.start(bench.job("long", 10s, 8900ms));
  bench.sim.advance(3000s);
  CHECK(bench.begun.size() >= 299);
  for (const auto late : bench.lateness) REQUIRE(late == Micros{0});
}
