#include "runtime/task.hpp"

#include "tests/support/sim.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

Task<int> after(FakeClock& clock, Millis delay, int value) {
  co_await clock.sleep_until(clock.steady() + delay);
  co_return value;
}

Task<Result<int>> result_after(FakeClock& clock, Millis delay, int value) {
  co_await clock.sleep_until(clock.steady() + delay);
  co_return value;
}

Task<int> throwing(FakeClock& clock) {
  co_await clock.sleep_until(clock.steady() + 1s);
  throw std::runtime_error("a bug");
}

}  // namespace

TEST_CASE("gathered tasks run side by side and give their results in order") {
  Sim sim;
  std::vector<Task<int>> tasks;
  for (int i = 0; i < 10; ++i) tasks.push_back(after(sim.clock, Millis{1000 - 100 * i}, i));
  const auto begun = sim.clock.steady();
  const auto results = sim.run(gather(std::move(tasks)));
  REQUIRE(results);
  CHECK(*results == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(sim.clock.steady() - begun == 1000ms);
  CHECK(sim.run(gather(std::vector<Task<int>>{}))->empty());
}

TEST_CASE("a gathered task that throws makes gather throw after all have ended") {
  Sim sim;
  std::vector<Task<int>> tasks;
  tasks.push_back(throwing(sim.clock));
  tasks.push_back(after(sim.clock, 5s, 1));
  const auto begun = sim.clock.steady();
  CHECK_THROWS_AS(sim.run(gather(std::move(tasks))), std::runtime_error);
  CHECK(sim.clock.steady() - begun == 5s);
}

TEST_CASE("work ends with its result before the deadline and with a timeout at it") {
  Sim sim;
  const auto in_time =
      sim.run(with_deadline(sim.clock, sim.clock.steady() + 10s, result_after(sim.clock, 9s, 7)));
  CHECK(in_time == Result<int>{7});
  const auto begun = sim.clock.steady();
  const auto late = sim.run(with_deadline(sim.clock, begun + 10s, result_after(sim.clock, 11s, 7)));
  REQUIRE(late);
  CHECK(*late == Result<int>{fail(FailureKind::timeout)});
  CHECK(sim.clock.steady() - begun == 10s);
  CHECK(sim.clock.sleeping() == 0);  // the work was cancelled
}
