#include "net/secure_dns/server_gate.hpp"

#include "runtime/task.hpp"
#include "tests/support/sim.hpp"
#include "tests/support/values.hpp"

#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::net;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

using Entered = Result<ServerGate::Place>;

struct GateWorld {
  Sim sim;
  std::unique_ptr<ServerGate> gate =
      std::make_unique<ServerGate>(sim.io.get_executor(), sim.clock, ServerLimitOptions{.in_flight = 1});

  using Slot = std::shared_ptr<std::optional<Entered>>;
  static Task<void> fill(Slot slot, Task<Entered> task) { slot->emplace(co_await std::move(task)); }

  /// Empty while it waits.
  Slot enter(asio::cancellation_signal* signal = nullptr) {
    auto slot = std::make_shared<std::optional<Entered>>();
    auto task = fill(slot, gate->enter(endpoint("192.0.2.53"), sim.clock.steady() + 5s));
    if (signal == nullptr) {
      asio::co_spawn(sim.io, std::move(task), rethrow);
    } else {
      const auto ignore = [](std::exception_ptr) {};
      asio::co_spawn(sim.io, std::move(task), asio::bind_cancellation_slot(signal->slot(), ignore));
    }
    sim.settle();
    return slot;
  }
};

}  // namespace

TEST_CASE("a place that is given back goes to who waits longest") {
  GateWorld world;
  const auto first = world.enter();
  const auto second = world.enter();
  const auto third = world.enter();
  CHECK(first->has_value());
  CHECK_FALSE(second->has_value());
  world.sim.advance(1s);
  first->reset();
  world.sim.settle();
  REQUIRE(second->has_value());
  CHECK((*second)->value().has_waited());
  CHECK((*second)->value().began().time_since_epoch() == 1s);
  CHECK_FALSE(third->has_value());
}

TEST_CASE("who has waited in vain leaves the queue") {
  GateWorld world;
  const auto first = world.enter();
  const auto second = world.enter();
  world.sim.advance(6s);
  REQUIRE(second->has_value());
  CHECK((*second)->error().kind == FailureKind::limited);
  first->reset();
  world.sim.settle();
  CHECK(world.enter()->value().has_value());
}

TEST_CASE("who is cancelled while it waits leaves the queue") {
  GateWorld world;
  const auto first = world.enter();
  asio::cancellation_signal signal;
  const auto second = world.enter(&signal);
  const auto third = world.enter();
  signal.emit(asio::cancellation_type::terminal);
  world.sim.settle();
  first->reset();
  world.sim.settle();
  CHECK(third->has_value());
}

TEST_CASE("when the gate goes, who waits ends as cancelled, and places may be given back later") {
  GateWorld world;
  const auto first = world.enter();
  const auto second = world.enter();
  world.gate.reset();
  world.sim.settle();
  REQUIRE(second->has_value());
  CHECK((*second)->error().kind == FailureKind::cancelled);
  first->reset();
}

TEST_CASE("a world that ends while somebody waits leaves nothing behind") {
  GateWorld world;  // The sanitizers watch the destructors.
  const auto first = world.enter();
  CHECK_FALSE(world.enter()->has_value());
}
