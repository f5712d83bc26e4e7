#include "runtime/race.hpp"

#include "tests/support/sim.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

/// What came of a task, seen from outside.
struct Course {
  std::optional<SteadyTime> started;
  bool was_cancelled = false;
};

Task<Result<int>> after(FakeClock& clock, Course& course, Millis delay, Result<int> result) {
  course.started = clock.steady();
  try {
    co_await clock.sleep_until(clock.steady() + delay);
  } catch (const asio::system_error&) {
    course.was_cancelled = true;
    throw;
  }
  co_return result;
}

Task<Result<int>> throwing(FakeClock& clock) {
  co_await clock.sleep_until(clock.steady() + 1s);
  throw std::runtime_error("a bug");
}

bool is_even(const Result<int>& result) { return result && *result % 2 == 0; }

const Result<int> kTimeout = fail(FailureKind::timeout);

struct Track {
  std::deque<Course> courses;
  Sim sim;
  SteadyTime begun = sim.clock.steady();
  std::vector<Task<Result<int>>> tasks;

  void enter(Millis delay, Result<int> result) {
    tasks.push_back(after(sim.clock, courses.emplace_back(), delay, std::move(result)));
  }
  std::optional<Result<int>> run() { return sim.run(race(sim.clock, std::move(tasks), 400ms, is_even)); }
  Millis took() const { return std::chrono::duration_cast<Millis>(sim.clock.steady() - begun); }
};

}  // namespace

TEST_CASE("a good result in time is all that is asked for") {
  Track track;
  track.enter(399ms, 2);
  track.enter(1ms, 4);
  CHECK(track.run() == Result<int>{2});
  CHECK_FALSE(track.courses[1].started);
}

TEST_CASE("the next one starts after the stagger, the first good result wins and the others are cancelled") {
  Track track;
  track.enter(5s, kTimeout);
  track.enter(1s, 4);
  track.enter(5s, kTimeout);
  track.enter(100ms, 8);
  track.enter(1ms, 10);
  CHECK(track.run() == Result<int>{8});
  CHECK(track.took() == 1300ms);
  CHECK(track.courses[3].started == track.begun + 1200ms);
  CHECK_FALSE(track.courses[4].started);
  track.sim.settle();
  for (int i = 0; i < 3; ++i) CHECK(track.courses[static_cast<std::size_t>(i)].was_cancelled);
  CHECK(track.sim.clock.sleeping() == 0);
}

TEST_CASE("a slow first one still wins over later ones that are slower") {
  Track track;
  track.enter(700ms, 2);
  track.enter(700ms, 4);
  CHECK(track.run() == Result<int>{2});
  CHECK(track.took() == 700ms);
}

TEST_CASE("the next one starts at once where one ends without a good result") {
  Track track;
  track.enter(10ms, kTimeout);
  track.enter(10ms, 1);
  track.enter(10ms, 2);
  CHECK(track.run() == Result<int>{2});
  CHECK(track.took() == 30ms);
}

TEST_CASE("without a good result the last one stays, a value rather than a failure") {
  Track track;
  track.enter(5s, kTimeout);
  track.enter(10ms, 1);
  track.enter(10ms, 3);
  track.enter(5s, kTimeout);
  CHECK(track.run() == Result<int>{3});
  CHECK(track.took() == 5420ms);
  Track failing;
  failing.enter(5s, fail(FailureKind::malformed));
  failing.enter(5s, kTimeout);
  CHECK(failing.run() == kTimeout);
  CHECK(Track().run().value().error().kind == FailureKind::unreachable);
}

TEST_CASE("a racer that throws ends the race") {
  Track track;
  track.tasks.push_back(throwing(track.sim.clock));
  track.enter(5s, 2);
  CHECK_THROWS_AS(track.run(), std::runtime_error);
  track.sim.settle();
  CHECK(track.courses[0].was_cancelled);
}

TEST_CASE("a race may end with its world, at any moment") {
  for (const auto moment : {0ms, 200ms, 600ms}) {
    Track track;
    track.enter(5s, kTimeout);
    track.enter(5s, 2);
    asio::co_spawn(track.sim.io, race(track.sim.clock, std::move(track.tasks), 400ms, is_even),
                   [](std::exception_ptr, const Result<int>&) {});
    track.sim.advance(moment);
  }
}
