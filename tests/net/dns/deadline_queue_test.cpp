#include "net/dns/deadline_queue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <vector>

using namespace cutwatch;
using namespace cutwatch::net;

namespace {

struct Entry final : DeadlineEntry {
  Entry(int number_, std::vector<int>& fired_) : number(number_), fired(fired_) {}
  void on_due() override { fired.push_back(number); }
  int number;
  std::vector<int>& fired;
};

SteadyTime at(int millis) { return SteadyTime{} + Millis{millis}; }

}  // namespace

TEST_CASE("deadlines fire in the order of time, those to come stay") {
  std::vector<int> fired;
  DeadlineQueue queue;
  Entry a(1, fired), b(2, fired), c(3, fired);
  queue.set(a, at(30));
  queue.set(b, at(10));
  queue.set(c, at(20));
  CHECK(queue.earliest() == at(10));
  queue.fire(at(20));
  CHECK(fired == std::vector{2, 3});
  CHECK(queue.earliest() == at(30));
}

TEST_CASE("a deadline can be moved, removed, and leaves with its owner") {
  std::vector<int> fired;
  DeadlineQueue queue;
  Entry a(1, fired), b(2, fired);
  queue.set(a, at(10));
  queue.set(b, at(20));
  queue.set(a, at(30));
  CHECK(queue.earliest() == at(20));
  queue.remove(b);
  queue.remove(b);
  {
    Entry gone(3, fired);
    queue.set(gone, at(5));
  }
  CHECK(queue.size() == 1);
  queue.fire(at(100));
  CHECK(fired == std::vector{1});
  CHECK_FALSE(queue.earliest().has_value());
}

TEST_CASE("any sequence of settings and removals fires what is left, in order") {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<int> fired;
    DeadlineQueue queue;
    std::vector<std::unique_ptr<Entry>> entries;
    std::vector<int> due(40, -1);
    for (int i = 0; i < 40; ++i) entries.push_back(std::make_unique<Entry>(i, fired));
    for (int step = 0; step < 200; ++step) {
      const auto i = random() % 40;
      due[i] = random() % 3 == 0 ? -1 : static_cast<int>(random() % 50);
      if (due[i] < 0) {
        queue.remove(*entries[i]);
      } else {
        queue.set(*entries[i], at(due[i]));
      }
    }
    queue.fire(at(50));
    CHECK(std::ranges::is_sorted(fired, {}, [&](int i) { return due[static_cast<std::size_t>(i)]; }));
    CHECK(fired.size() == static_cast<std::size_t>(std::ranges::count_if(due, [](int d) { return d >= 0; })));
  }
}
