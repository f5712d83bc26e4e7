#include "runtime/scheduler.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/sim.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

/// One job every 100 s, its first run within the first second.
struct Bench {
  Sim sim;
  SeededRandom random;
  Scheduler scheduler{sim.io.get_executor(), sim.clock, random};
  std::vector<SteadyTime> begun;
  std::vector<Micros> lateness;
  std::uint64_t overruns = 0;

  explicit Bench(Millis takes = 0ms) {
    scheduler.start({.id = "a",
                     .interval = 100s,
                     .run = [this, takes](Micros late) { return run(takes, late); },
                     .on_overrun = [this](Overrun overrun) { overruns += overrun.count; }});
    sim.advance(1s);
  }
  Task<void> run(Millis takes, Micros late) {
    begun.push_back(sim.clock.steady());
    lateness.push_back(late);
    if (takes > 0ms) co_await sim.clock.sleep_until(sim.clock.steady() + takes);
  }
  SteadyTime now() const { return sim.clock.steady(); }
};

}  // namespace

TEST_CASE("an extra run comes when it is wanted, and the grid stays where it was") {
  Bench bench;
  const auto wanted = bench.now() + 50s;
  bench.scheduler.hasten("a", wanted);
  bench.sim.advance(60s);
  REQUIRE(bench.begun.size() == 2);
  CHECK(bench.begun[1] == wanted);
  CHECK(bench.lateness[1] == Micros{0});
  bench.sim.advance(900s);
  CHECK(bench.begun.size() == 11);  // ten on the grid
  CHECK(bench.overruns == 0);
}

TEST_CASE("a wish that is not before the next run is none") {
  Bench bench;
  bench.scheduler.hasten("a", bench.now() + 150s);
  bench.sim.advance(999s);
  CHECK(bench.begun.size() <= 11);
  CHECK(bench.begun.size() >= 10);
}

TEST_CASE("of several wishes the earliest counts, once") {
  Bench bench;
  const auto start = bench.now();
  for (const auto after : {50s, 30s, 70s, 30s}) bench.scheduler.hasten("a", start + after);
  bench.sim.advance(85s);
  REQUIRE(bench.begun.size() == 2);
  CHECK(bench.begun[1] == start + 30s);
}

TEST_CASE("a wish for an instant that is past is granted at once") {
  Bench bench;
  bench.scheduler.hasten("a", bench.now() - 5s);
  bench.sim.settle();
  CHECK(bench.begun.size() == 2);
  CHECK(bench.lateness[1] == Micros{0});
}

TEST_CASE("no extra run begins while another lasts, and none counts as left out for its sake") {
  Bench busy(20s);
  busy.scheduler.hasten("a", busy.now() + 5s);
  busy.sim.advance(80s);
  CHECK(busy.begun.size() == 1);

  Bench late(40s);
  late.sim.advance(50s);
  late.scheduler.hasten("a", late.begun[0] + 85s);  // lasts beyond the next point of the grid
  late.sim.advance(75s);
  CHECK(late.begun.size() == 2);
  CHECK(late.overruns == 0);
}

TEST_CASE("a stopped job has no extra run, and nobody's wish is ignored") {
  Bench bench;
  bench.scheduler.hasten("a", bench.now() + 50s);
  bench.scheduler.stop("a");
  bench.sim.advance(200s);
  CHECK(bench.begun.size() == 1);
  CHECK(bench.sim.clock.sleeping() == 0);
  bench.scheduler.hasten("nobody", bench.now());
}
