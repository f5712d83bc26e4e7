#include "runtime/clock_watch.hpp"

#include "tests/support/sim.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

TEST_CASE("a step of the clock is told once, with its size, whichever way it goes") {
  Sim sim;
  ClockWatch watch(sim.clock);
  sim.advance(24h);
  CHECK_FALSE(watch.step());
  for (const Millis by : {Millis{1h}, Millis{-1h}, Millis{2001}, Millis{-2001}}) {
    sim.clock.step_wall(by);
    CHECK(watch.step() == by);
    CHECK_FALSE(watch.step());
    sim.advance(10s);
    CHECK_FALSE(watch.step());
  }
}

TEST_CASE("little steps are told when they add up") {
  Sim sim;
  ClockWatch watch(sim.clock);
  sim.clock.step_wall(1500ms);
  CHECK_FALSE(watch.step());
  sim.clock.step_wall(1500ms);
  CHECK(watch.step() == 3s);
}
