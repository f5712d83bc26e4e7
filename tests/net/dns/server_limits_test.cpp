#include "net/dns/server_limits.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <random>
#include <set>

using namespace cutwatch;
using namespace cutwatch::net;
using Admission = ServerLimits::Admission;
using enum ServerOutcome;

namespace {

const Endpoint kServer{IpAddress::parse("192.0.2.1").value(), 53};
const Endpoint kOther{IpAddress::parse("192.0.2.2").value(), 53};

SteadyTime at(int millis) { return SteadyTime{} + Millis{millis}; }

/// A server that has fallen silent at time 0.
ServerLimits silenced(const ServerLimitOptions& options) {
  ServerLimits limits(options);
  for (unsigned i = 0; i < options.silent_after; ++i) {
    REQUIRE(limits.enter(kServer, i, at(0)) == Admission::go);
    limits.leave(kServer, silent, at(0));
  }
  REQUIRE(limits.is_silent(kServer));
  return limits;
}

}  // namespace

TEST_CASE(
    "beyond the cap callers wait in order, beyond the queue they are refused, and other servers are free") {
  ServerLimits limits({.in_flight = 2, .waiting = 2});
  CHECK(limits.enter(kServer, 1, at(0)) == Admission::go);
  CHECK(limits.enter(kServer, 2, at(0)) == Admission::go);
  CHECK(limits.enter(kServer, 3, at(0)) == Admission::wait);
  CHECK(limits.enter(kServer, 4, at(0)) == Admission::wait);
  CHECK(limits.enter(kServer, 5, at(0)) == Admission::refused);
  CHECK(limits.enter(kOther, 6, at(0)) == Admission::go);
  CHECK(limits.leave(kServer, answered, at(1)).admitted == std::vector<ServerLimits::Ticket>{3});
  CHECK(limits.leave(kServer, silent, at(1)).admitted == std::vector<ServerLimits::Ticket>{4});
  CHECK(limits.leave(kServer, answered, at(1)).admitted.empty());
}

TEST_CASE("who gives up loses the place in the queue to the next") {
  ServerLimits limits({.in_flight = 1});
  limits.enter(kServer, 1, at(0));
  limits.enter(kServer, 2, at(0));
  limits.enter(kServer, 3, at(0));
  limits.abandon(kServer, 2);
  limits.abandon(kServer, 99);
  CHECK(limits.leave(kServer, answered, at(0)).admitted == std::vector<ServerLimits::Ticket>{3});
}

TEST_CASE("a server falls silent after so many timeouts in a row, and any reply forgives them") {
  ServerLimits limits({.silent_after = 3});
  for (const auto outcome : {silent, silent, answered, silent, inconclusive, silent}) {
    limits.enter(kServer, 0, at(0));
    limits.leave(kServer, outcome, at(0));
    CHECK_FALSE(limits.is_silent(kServer));
  }
  limits.enter(kServer, 0, at(0));
  limits.leave(kServer, silent, at(0));
  CHECK(limits.is_silent(kServer));
}

TEST_CASE("who waits at a server that falls silent is refused at once") {
  ServerLimits limits({.in_flight = 1, .silent_after = 1});
  limits.enter(kServer, 1, at(0));
  limits.enter(kServer, 2, at(0));
  const auto released = limits.leave(kServer, silent, at(0));
  CHECK(released.admitted.empty());
  CHECK(released.refused == std::vector<ServerLimits::Ticket>{2});
  CHECK(limits.waiting(kServer) == 0);
}

TEST_CASE("a silent server gets one probe after each pause, and the pauses grow to their longest") {
  const ServerLimitOptions options{
      .silent_after = 2, .first_pause = Millis{100}, .longest_pause = Millis{300}};
  auto limits = silenced(options);
  int now = 0;
  for (const int pause : {100, 200, 300, 300}) {
    CHECK(limits.enter(kServer, 1, at(now + pause - 1)) == Admission::refused);
    now += pause;
    CHECK(limits.enter(kServer, 2, at(now)) == Admission::go);
    CHECK(limits.enter(kServer, 3, at(now + 1000)) == Admission::refused);  // one at a time
    now += 5;
    limits.leave(kServer, silent, at(now));
  }
}

TEST_CASE("a probe that is answered opens the server to all") {
  auto limits = silenced({.in_flight = 4, .first_pause = Millis{100}});
  CHECK(limits.enter(kServer, 1, at(100)) == Admission::go);
  limits.leave(kServer, answered, at(110));
  CHECK_FALSE(limits.is_silent(kServer));
  CHECK(limits.enter(kServer, 2, at(110)) == Admission::go);
  CHECK(limits.enter(kServer, 3, at(110)) == Admission::go);
}

TEST_CASE("the burst that was in flight when a server fell silent makes the pause no longer") {
  ServerLimits limits({.in_flight = 32, .silent_after = 8, .first_pause = Millis{100}});
  for (unsigned i = 0; i < 32; ++i) limits.enter(kServer, i, at(0));
  for (int i = 0; i < 32; ++i) limits.leave(kServer, silent, at(10));
  CHECK(limits.enter(kServer, 1, at(110)) == Admission::go);
}

TEST_CASE("whatever happens, the cap holds, nobody is forgotten, and a living server is always asked again") {
  std::mt19937 random(7);
  const ServerLimitOptions options{.in_flight = 4,
                                   .waiting = 6,
                                   .silent_after = 3,
                                   .first_pause = Millis{20},
                                   .longest_pause = Millis{80}};
  for (int round = 0; round < 300; ++round) {
    ServerLimits limits(options);
    std::size_t in_flight = 0;
    std::deque<ServerLimits::Ticket> waiting;  // the model: first come, first served
    ServerLimits::Ticket next = 0;
    int now = 0;
    const auto leave = [&](ServerOutcome outcome) {
      --in_flight;
      const auto released = limits.leave(kServer, outcome, at(now));
      for (const auto ticket : released.refused) CHECK(std::erase(waiting, ticket) == 1);
      for (const auto ticket : released.admitted) {
        REQUIRE_FALSE(waiting.empty());
        CHECK(ticket == waiting.front());
        waiting.pop_front();
        ++in_flight;
      }
      CHECK((waiting.empty() || in_flight == options.in_flight));
    };
    for (int step = 0; step < 300; ++step) {
      now += static_cast<int>(random() % 10);
      switch (random() % 4) {
        case 0:
        case 1:
          switch (limits.enter(kServer, next, at(now))) {
            case Admission::go: ++in_flight; break;
            case Admission::wait: waiting.push_back(next); break;
            case Admission::refused: break;
          }
          ++next;
          break;
        case 2:
          if (in_flight > 0) leave(static_cast<ServerOutcome>(random() % 3));
          break;
        default:
          if (!waiting.empty()) {
            limits.abandon(kServer, waiting.back());
            waiting.pop_back();
          }
      }
      CHECK(in_flight <= options.in_flight);
      CHECK(limits.in_flight(kServer) == in_flight);
      CHECK(limits.waiting(kServer) == waiting.size());
    }
    while (in_flight > 0) leave(silent);
    CHECK(waiting.empty());
    now += 1000;  // longer than any pause
    CHECK(limits.enter(kServer, next, at(now)) == Admission::go);
  }
}
