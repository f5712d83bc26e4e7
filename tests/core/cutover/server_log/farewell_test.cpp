#include "core/cutover/server_log/farewell.hpp"

#include "tests/core/cutover/server_log/log_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;
using cutover::FarewellState;
using cutover::ServerRole;

namespace {

constexpr WallTime kSwitch = kLogTime;

WallTime after_switch(int seconds) { return kSwitch + Seconds{seconds}; }

mail::SenderNetwork sent(std::uint64_t before, std::uint64_t since, WallTime last) {
  return {.messages = before + since,
          .before = before,
          .first = kSwitch - Seconds{9},
          .last = last,
          .name = "mx.sender.test"};
}

/// What both servers' logs told.
struct Parting {
  mail::LogFacts old{};
  mail::LogFacts fresh{};
  bool is_new_read = true;

  void at_old(std::string_view address, const mail::SenderNetwork& sender) {
    add_sender(old.senders, address, sender);
  }
  void at_new(std::string_view address, WallTime last) {
    add_sender(fresh.senders, address, sent(0, 1, last));
  }

  std::optional<cutover::Farewell> seen(std::optional<WallTime> switched_since = kSwitch) const {
    auto plan = log_plan();
    plan.logs = {{.role = ServerRole::old_server, .path = "/old.log"}};
    if (is_new_read) plan.logs.push_back({.role = ServerRole::new_server, .path = "/new.log"});
    DomainState state;
    state.server_logs.insert_or_assign({"old", "/old.log"}, Shared(ServerLogState{.facts = old}));
    state.server_logs.insert_or_assign({"new", "/new.log"}, Shared(ServerLogState{.facts = fresh}));
    return cutover::farewell(plan, state, switched_since);
  }
};

std::uint64_t weight_of(const cutover::Farewell& farewell, FarewellState state) {
  const auto found = farewell.weights.find(state);
  return found == farewell.weights.end() ? 0 : found->second;
}

}  // namespace

TEST_CASE("former senders are told by where they were seen last since the switch, weighed by their mail") {
  Parting parting;
  parting.at_old("203.0.113.9", sent(60, 0, kSwitch - Seconds{5}));  // moved
  parting.at_new("203.0.113.77", after_switch(20));
  parting.at_old("192.0.2.77", sent(20, 3, after_switch(30)));  // came to the new one, and back
  parting.at_new("192.0.2.77", after_switch(10));
  parting.at_old("2001:db8::1", sent(5, 0, kSwitch - Seconds{5}));  // silent since
  parting.at_old("198.51.100.200", sent(0, 2, after_switch(1)));    // not one from before
  const auto farewell = parting.seen();
  REQUIRE(farewell);
  CHECK(weight_of(*farewell, FarewellState::moved) == 60);
  CHECK(weight_of(*farewell, FarewellState::direct) == 20);
  CHECK(weight_of(*farewell, FarewellState::unseen) == 5);
  CHECK(farewell->share_moved().value_or(0) == doctest::Approx(0.75));
  REQUIRE(farewell->late.size() == 2);
  CHECK(farewell->late.front() == cutover::LateSender{.network = {ip("192.0.2.0"), 24},
                                                      .since = 3,
                                                      .before = 20,
                                                      .last = after_switch(30),
                                                      .name = "mx.sender.test"});
  CHECK(farewell->late.back().since == 2);
}

TEST_CASE("a sender seen at both servers in the same second still comes to the old one") {
  Parting parting;
  parting.at_old("203.0.113.9", sent(1, 1, after_switch(7)));
  parting.at_new("203.0.113.9", after_switch(7));
  CHECK(weight_of(*parting.seen(), FarewellState::direct) == 1);
}

TEST_CASE("what the new server took before the switch is no move") {
  Parting parting;
  parting.at_old("203.0.113.9", sent(1, 0, kSwitch - Seconds{5}));
  parting.at_new("203.0.113.9", kSwitch - Seconds{1});
  CHECK(weight_of(*parting.seen(), FarewellState::unseen) == 1);
}

TEST_CASE("without the new server's log no share is told, but who still comes is") {
  Parting parting;
  parting.is_new_read = false;
  parting.at_old("203.0.113.9", sent(1, 1, after_switch(7)));
  parting.at_old("", sent(4, 2, after_switch(7)));
  const auto farewell = parting.seen();
  REQUIRE(farewell);
  CHECK_FALSE(farewell->share_moved());
  CHECK(farewell->late.size() == 1);
  CHECK(farewell->other_messages == 2);
}

TEST_CASE("before the switch, after a rollback, and without the old server's log there is no farewell") {
  Parting parting;
  parting.at_old("203.0.113.9", sent(1, 1, after_switch(7)));
  CHECK_FALSE(parting.seen(std::nullopt));
  CHECK_FALSE(cutover::farewell(log_plan(), {}, kSwitch));
  CHECK_FALSE(Parting{}.seen()->share_moved());
}
