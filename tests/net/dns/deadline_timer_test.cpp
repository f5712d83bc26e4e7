#include "net/dns/deadline_timer.hpp"

#include "tests/support/sim.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

TEST_CASE("the timer wakes once, at the earliest time asked for") {
  Sim sim;
  int woken = 0;
  net::DeadlineTimer timer(sim.io.get_executor(), sim.clock, [&] { ++woken; });
  const auto start = sim.clock.steady();
  timer.wake_by(start + Millis{100});
  timer.wake_by(start + Millis{50});
  timer.wake_by(start + Millis{80});
  sim.advance(Millis{49});
  CHECK(woken == 0);
  sim.advance(Millis{1});
  CHECK(woken == 1);
  sim.advance(Millis{1000});
  CHECK(woken == 1);
}

TEST_CASE("a timer that is disarmed or gone does not wake, and leaves no sleeper") {
  Sim sim;
  int woken = 0;
  {
    net::DeadlineTimer timer(sim.io.get_executor(), sim.clock, [&] { ++woken; });
    timer.wake_by(sim.clock.steady() + Millis{10});
    sim.settle();
    timer.disarm();
    sim.settle();
    CHECK(sim.clock.sleeping() == 0);
    timer.wake_by(sim.clock.steady() + Millis{10});
  }
  sim.advance(Millis{100});
  CHECK(woken == 0);
  CHECK(sim.clock.sleeping() == 0);
}
