#include "core/snapshot/queue_state.hpp"

#include "core/snapshot/snapshot.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

QueueLooked looked(double when, std::uint64_t messages, std::uint64_t held = 0) {
  return {.domain = "example.org",
          .role = "old",
          .source = "postqueue -j",
          .at = at(when),
          .facts = mail::QueueFacts{.messages = messages, .staying = messages, .staying_held = held}};
}

QueueLooked in_vain(double when) {
  auto look = looked(when, 0);
  look.facts = cutwatch::fail(FailureKind::refused, "no such file");
  return look;
}

}  // namespace

TEST_CASE("a look that told nothing keeps what is known, and the next one that does forgives it") {
  auto state = with_look(with_look({}, looked(10, 5, 2)), in_vain(70));
  CHECK(state.last == at(10));
  CHECK(state.facts->messages == 5);
  CHECK(state.failure->detail == "no such file");
  CHECK(state.curve == std::vector<QueuePoint>{{.at = at(10), .messages = 5, .staying = 3}});
  state = with_look(state, looked(130, 4));
  CHECK_FALSE(state.failure);
  CHECK(state.curve.size() == 2);
}

TEST_CASE("a list that was cut is no point of the curve") {
  auto look = looked(10, 5);
  look.facts->is_cut = true;
  CHECK(with_look({}, look).curve.empty());
  CHECK(with_look({}, look).facts->messages == 5);
}

TEST_CASE("the curve is bounded, in order, dense lately and reaches far back") {
  QueueState state;
  for (int i = 0; i < 20'000; ++i) {
    state = with_look(std::move(state), looked(60.0 * i, 1));
    CHECK(state.curve.size() <= kMostQueuePoints);
  }
  CHECK(std::ranges::is_sorted(state.curve, {}, &QueuePoint::at));
  const auto last = state.curve.back().at;
  CHECK(last - state.curve.front().at > std::chrono::days{3});
  CHECK(last - state.curve.front().at <= kQueueCurveReach);
  // The last half an hour is there minute by minute, and no step is wider than a few of its age's hundredths.
  CHECK(last - state.curve.at(state.curve.size() - 30).at == std::chrono::minutes{29});
  for (std::size_t i = 1; i + 1 < state.curve.size(); ++i) {
    const auto& curve = state.curve;
    CHECK(curve[i].at - curve[i - 1].at <= std::max(Millis{Seconds{60}}, (last - curve[i - 1].at) / 10));
  }
}

TEST_CASE("looks are folded by role and command; with a clock that is set back they are no later") {
  auto other = looked(20, 9);
  other.role = "new";
  auto snapshot = fold(fold({}, looked(10, 5)), other);
  const auto& queues = snapshot.domains.at("example.org")->queues;
  REQUIRE(queues.size() == 2);
  CHECK(queues.at({"old", "postqueue -j"})->facts->messages == 5);
  snapshot = fold(snapshot, ClockStepped{.at = at(5), .by = -Seconds{5}});
  const auto& moved = *snapshot.domains.at("example.org")->queues.at({"old", "postqueue -j"});
  CHECK(moved.last == at(5));
  CHECK(moved.curve.at(0).at == at(5));
}
