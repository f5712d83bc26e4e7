#include "core/cutover/times/timetable.hpp"
#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

// Told times against the gates, over random histories: no gate that time opens is open before the told
// instant, and all of them are when it has come and everybody has been heard.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr std::uint64_t kWorlds = 5;
constexpr int kEvents = 16;
constexpr double kLook = 60;
/// A look, what a resolver's TTL may be off by, and a message's way.
constexpr double kSlack = 2 * kLook + 10;
constexpr double kFarthest = 3 * 3600;

const std::array kStages{kOldMx, kNewMx, kLastMx};

void act_at_random(CutoverWorld& world, Cases& cases) {
  const auto& rrset = kStages.at(static_cast<std::size_t>(cases.between(0, 2)));
  const std::array<std::int64_t, 4> ttls{30, 60, 900, 3600};
  const auto ttl = ttls.at(static_cast<std::size_t>(cases.between(0, 3)));
  switch (cases.between(0, 7)) {
    case 0: world.publish(kNs1, rrset, ttl); break;
    case 1: world.publish(kNs2, rrset, ttl); break;
    case 2:
    case 3: world.publish_everywhere(rrset, ttl); break;
    case 4:
      world.set_mail("new", cases.chance(50) ? std::nullopt : std::optional(mail::MessageResult::delivered));
      break;
    case 5: world.set_silent(cases.chance(50) ? kNs1 : kNs2, cases.chance(30)); break;
    case 6: world.pass_unwatched(static_cast<double>(cases.between(1, 4000))); break;
    default: break;
  }
  world.pass(60.0 * static_cast<double>(cases.between(1, 40)));
}

bool is_opened_by_time(std::string_view gate) {
  const std::array<std::string_view, 6> kGates{"old_ttl_expired",        "absence_expired",
                                               "previous_stage_expired", "new_path_verified",
                                               "old_host_expired",       "no_live_copies"};
  return std::ranges::find(kGates, gate) != kGates.end();
}

bool is_by_bound(std::string_view gate) { return is_opened_by_time(gate) && gate.ends_with("_expired"); }

template <class Counts>
bool are_open(const CutoverAssessment& assessed, Step step, Counts counts) {
  return std::ranges::all_of(assessed.gates, [&](const Gate& gate) {
    return gate.rule->step != step || !counts(gate.rule->id) || gate.is_open();
  });
}

const StepTime* time_of(const CutoverAssessment& assessed, Step step) {
  const auto found = std::ranges::find(assessed.timetable, step, &StepTime::step);
  return found == assessed.timetable.end() ? nullptr : &*found;
}

/// The step that is told of as the next one.
const StepTime* next_of(const CutoverAssessment& assessed) {
  for (const auto& time : assessed.timetable) {
    if (time.kind != StepTimeKind::taken) return &time;
  }
  return nullptr;
}

double seconds(WallTime instant) { return std::chrono::duration<double>(instant - at(0)).count(); }

/// Lets the time pass that was told: the gates stay shut until then, and are open afterwards.
void check_coming_true(CutoverWorld world, Step step, double told) {
  CAPTURE(to_string(step));
  CAPTURE(told);
  while (world.now() + kLook < told) {
    CHECK_FALSE(are_open(world.assess(), step, is_opened_by_time));
    world.pass(std::max(kLook, std::min(10 * kLook, told - kLook - world.now())));
  }
  world.pass(told - world.now() + kSlack);
  const auto then = world.assess();
  for (const auto& gate : then.gates) {
    if (gate.rule->step == step && is_by_bound(gate.rule->id))
      CHECK_MESSAGE(gate.is_open(), gate.rule->id, ": ", gate.verdict.evidence);
  }
}

/// What is told now must be what the gates say now.
void check_told(const CutoverAssessment& assessed, const StepTime& time, double now) {
  if (time.kind == StepTimeKind::open) {
    CHECK(assessed.decision.kind == DecisionKind::go);
    CHECK(are_open(assessed, time.step, [](auto id) { return id != "ttl_restored"; }));
  }
  if (assessed.decision.kind == DecisionKind::go) CHECK(time.kind == StepTimeKind::open);
  if (time.at && seconds(*time.at) > now) CHECK_FALSE(are_open(assessed, time.step, is_opened_by_time));
  const bool is_far = time.kind == StepTimeKind::no_time || time.kind == StepTimeKind::under_way;
  if (is_far && time.step != Step::lower_ttl && time.step != Step::done)
    CHECK_FALSE(are_open(assessed, time.step, [](auto) { return true; }));
  if (time.kind == StepTimeKind::no_time)
    CHECK(std::ranges::any_of(time.proofs, [](const TimeProof& proof) {
      return proof.hold_up == HoldUp::endless && !proof.text.empty();
    }));
}

void take(CutoverWorld& world, Step step) {
  switch (step) {
    case Step::lower_ttl: world.publish_everywhere(kOldMx, 60); break;
    case Step::switch_over: world.publish_everywhere(kNewMx, world.largest_ttl()); break;
    case Step::remove_old: world.publish_everywhere(kLastMx, world.largest_ttl()); break;
    default: break;
  }
}

void hear_all(CutoverWorld& world) {
  world.set_silent(kNs1, false);
  world.set_silent(kNs2, false);
  world.set_mail("new", mail::MessageResult::delivered);
  world.pass(kLook);
}

}  // namespace

TEST_CASE("no gate that time opens is open before the told instant, and all are when it has come") {
  std::size_t came_true = 0;
  for (std::uint64_t seed = 0; seed < kWorlds; ++seed) {
    INFO("world ", seed);
    Cases cases(seed);
    auto plan = proxy_plan(pending_gates());
    // Which is not true: what is seen has the last word.
    if (cases.chance(50)) plan.records.front().bounds.past.lowered_at = at(-7200);
    CutoverWorld world(std::move(plan));
    world.publish_everywhere(kOldMx, 3600);
    world.pass(120);
    for (int i = 0; i < kEvents; ++i) {
      act_at_random(world, cases);
      const auto assessed = world.assess();
      const auto* time = next_of(assessed);
      if (time == nullptr) continue;
      INFO("event ", i, " at ", world.now(), ": ", time->sentence());
      check_told(assessed, *time, world.now());
      if (i % 2 == 0) continue;
      auto ahead = world;
      hear_all(ahead);
      const auto heard = ahead.assess();
      const auto* told = next_of(heard);
      const bool is_told = told != nullptr && told->at && told->kind != StepTimeKind::under_way;
      if (!is_told || seconds(*told->at) > ahead.now() + kFarthest) continue;
      check_coming_true(ahead, told->step, seconds(*told->at));
      ++came_true;
    }
  }
  CHECK(came_true > kWorlds * 2);
}

TEST_CASE(
    "what is told of a step behind the next one comes true when that one is taken as early as it may be") {
  for (const std::int64_t ttl : {600, 3600, 7200}) {
    INFO("ttl ", ttl);
    auto plan = proxy_plan(pending_gates());
    for (auto& record : plan.records) record.bounds.past.original_ttl = Seconds{ttl};
    CutoverWorld world(std::move(plan));
    world.publish_everywhere(kOldMx, ttl);
    world.pass(300);
    const std::array way{Step::lower_ttl, Step::switch_over, Step::remove_old, Step::retire_old};
    for (std::size_t i = 0; i + 1 < way.size(); ++i) {
      const auto assessed = world.assess();
      const auto* next = time_of(assessed, way[i]);
      REQUIRE(next != nullptr);
      REQUIRE_MESSAGE(next->kind == StepTimeKind::open, next->sentence());
      const auto* later = time_of(assessed, way[i + 1]);
      INFO(later->sentence());
      REQUIRE(later->supposes == Supposition{way[i], at(world.now())});
      take(world, way[i]);
      const auto told = seconds(*later->at);
      check_coming_true(world, way[i + 1], told);
      world.pass(told - world.now() + kSlack + 300);
    }
  }
}
