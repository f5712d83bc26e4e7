#include "core/snapshot/lock_state.hpp"

#include "tests/core/cutover/lockdown/lock_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

LockdownTried look(double when, const Knock& knock) { return std::get<LockdownTried>(knocked(when, knock)); }

LockState after(const std::vector<std::pair<double, Knock>>& looks) {
  std::optional<LockState> state;
  for (const auto& [when, knock] : looks) state = with_try(state, look(when, knock));
  return state.value();
}

}  // namespace

TEST_CASE("a row goes on over answers of one class, and past those that tell nothing") {
  const Knock silent{.answer = broke(FailureKind::timeout, mail::SmtpPhase::rcpt)};
  const auto state = after({{0, {kSoft}}, {300, silent}, {600, {kSoft}}});
  CHECK(state.row == LockState::Row{mail::DoorClass::put_off, at(0), at(600)});
  CHECK(after({{0, {kSoft}}, {300, silent}}).last.answer == silent.answer);
}

TEST_CASE("another class, a long pause, an earlier clock, another recipient or address begin a row anew") {
  CHECK(after({{0, {kSoft}}, {300, {kHard}}, {600, {kSoft}}}).row->since == at(600));
  CHECK(after({{0, {kSoft}}, {5 * 3600, {kSoft}}}).row->since == at(5 * 3600));
  CHECK(after({{600, {kSoft}}, {0, {kSoft}}}).row->since == at(0));
  CHECK(after({{0, {kSoft}}, {300, {.answer = kSoft, .left_from = ip("203.0.113.10")}}}).row->since ==
        at(300));
  auto other = look(300, {kSoft});
  other.recipient = "other@example.org";
  CHECK(with_try(with_try(std::nullopt, look(0, {kTakes})), other).row->since == at(300));
  CHECK_FALSE(with_try(with_try(std::nullopt, look(0, {kTakes})), other).opened.has_value());
}

TEST_CASE("a closed door tells nothing while no mail server is reached") {
  const Knock blocked{.answer = kDropped, .control = kDropped};
  CHECK_FALSE(after({{0, blocked}}).row.has_value());
  CHECK(after({{0, {kDropped}}, {300, blocked}, {600, {kDropped}}}).row->since == at(0));
}

TEST_CASE("when it was last open stays known") {
  CHECK(after({{0, {kTakes}}, {300, {kHard}}}).opened == at(0));
  CHECK_FALSE(after({{300, {kHard}}}).opened.has_value());
}

TEST_CASE("each door is known by itself, and a clock that was set back takes the looks along") {
  auto snapshot = folded({knocked(100, kSoft), knocked(400, kSoft)});
  CHECK(snapshot.domains.at(kDomain)->locks.size() == 1);
  snapshot = fold(snapshot, ClockStepped{.at = at(100), .by = Seconds{-300}});
  const auto& state = snapshot.domains.at(kDomain)->locks.begin()->second;
  CHECK(state.last.at == at(100));
  CHECK(state.row->since == at(-200));
  snapshot = fold(snapshot, ClockStepped{.at = at(4000), .by = Seconds{3000}});
  CHECK(snapshot.domains.at(kDomain)->locks.begin()->second.last.at == at(100));
}
