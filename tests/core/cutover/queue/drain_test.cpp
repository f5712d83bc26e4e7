#include "core/cutover/queue/drain.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace cutwatch;
using namespace cutwatch::cutover;
using cutwatch::test::at;

namespace {

/// Looks once a minute.
std::vector<QueueSize> queue_sizes(const std::vector<std::uint64_t>& sizes) {
  std::vector<QueueSize> out;
  for (const auto size : sizes)
    out.push_back({.at = at(60.0 * static_cast<double>(out.size())), .messages = size});
  return out;
}

std::vector<QueueSize> falling(std::uint64_t begin, std::uint64_t by, std::size_t looks) {
  std::vector<std::uint64_t> sizes;
  for (std::size_t i = 0; i < looks; ++i) sizes.push_back(begin - by * i);
  return queue_sizes(sizes);
}

}  // namespace

TEST_CASE("an even drain ends when it ends") {
  const auto drain = drain_of(falling(1000, 10, 20));
  CHECK(drain.state == DrainState::draining);
  CHECK(*drain.per_hour == doctest::Approx(600));
  // 810 are left at the 20th look, 10 a minute.
  CHECK(drain.ends_at == at(60.0 * 19 + 60.0 * 81));
}

TEST_CASE("few looks tell nothing but that a queue is empty") {
  CHECK(drain_of({}) == Drain{});
  CHECK(drain_of(falling(1000, 10, kLeastLooks - 1)) == Drain{});
  CHECK(drain_of(queue_sizes({0})).state == DrainState::empty);
  CHECK(drain_of(falling(1000, 10, kLeastLooks)).state == DrainState::draining);
}

TEST_CASE("what stays as it is, grows, or would take longer than servers try, is not draining") {
  CHECK(drain_of(queue_sizes(std::vector<std::uint64_t>(30, 7))).state == DrainState::standing);
  auto growing = falling(1000, 10, 20);
  for (auto& each : growing) each.messages = 2000 - each.messages;
  const auto grown = drain_of(growing);
  CHECK(grown.state == DrainState::standing);
  CHECK(*grown.per_hour < 0);
  CHECK_FALSE(grown.ends_at);
  CHECK(drain_of(falling(1'000'000, 1, 100)).state == DrainState::standing);
}

TEST_CASE("a drain that has turned is none, and one that slows down is judged by its end") {
  auto turned = falling(1000, 20, 30);
  for (std::size_t i = 0; i < 30; ++i)
    turned.push_back({.at = turned.back().at + Seconds{60}, .messages = turned.back().messages + 5});
  CHECK(drain_of(turned).state == DrainState::standing);
  std::vector<std::uint64_t> slowing;
  for (int i = 0; i < 60; ++i) slowing.push_back(static_cast<std::uint64_t>(1000 * std::exp(-i / 20.0)));
  const auto drain = drain_of(queue_sizes(slowing));
  const auto even = drain_of(falling(1000, 16, 60));
  REQUIRE(drain.state == DrainState::draining);
  CHECK(*drain.per_hour < *even.per_hour);
}

TEST_CASE("waves of retries, with rests between them, are a drain") {
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t i = 0; i < 120; ++i) sizes.push_back(60 - 10 * (i / 20));
  const auto drain = drain_of(queue_sizes(sizes));
  REQUIRE(drain.state == DrainState::draining);
  CHECK(*drain.per_hour == doctest::Approx(30).epsilon(0.35));
}

TEST_CASE("what was more than two hours ago does not count") {
  auto looks = falling(100'000, 500, 100);
  for (int i = 0; i < 121; ++i) looks.push_back({.at = looks.back().at + Seconds{60}, .messages = 40});
  CHECK(drain_of(looks).state == DrainState::standing);
}

TEST_CASE("of any queue: bursts do not move the end, no end lies behind, and a longer queue ends no sooner") {
  std::mt19937 random(6);
  for (int round = 0; round < 200; ++round) {
    const auto by = 1 + random() % 20;
    const auto looks = 20 + random() % 60;
    const auto begin = by * looks + 1 + random() % 500;
    const auto even = falling(begin, by, looks);
    const auto plain = drain_of(even);
    REQUIRE(plain.state == DrainState::draining);
    CHECK(*plain.ends_at > even.back().at);
    auto burst = even;
    // One look in ten met mail that was passing through; not the last, which is what is there now.
    for (std::size_t i = random() % 10; i + 1 < burst.size(); i += 10) burst[i].messages += random() % 5000;
    const auto moved = drain_of(burst);
    REQUIRE(moved.state == DrainState::draining);
    CHECK(*moved.per_hour == doctest::Approx(*plain.per_hour).epsilon(0.2));
    auto longer = even;
    for (auto& each : longer) each.messages += 100;
    const auto later = drain_of(longer);
    if (later.state == DrainState::draining) CHECK(*later.ends_at >= *plain.ends_at);
  }
}
