#include "core/cutover/decision/decision.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "tests/core/dns/simulated_worlds.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>

// Random histories of all three kinds with all evidence that can be had; the gates for which nothing gathers
// evidence are waived, so that "go" is possible at all.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr std::array kKinds{Kind::proxy, Kind::address, Kind::server};
constexpr int kEvents = 40;
constexpr double kHour = 3600;

std::uint64_t how_many() { return worlds(4, 100); }

std::int64_t a_ttl(Cases& cases) {
  static constexpr std::array<std::int64_t, 4> kTtls{30, 60, 900, 3600};
  return kTtls.at(static_cast<std::size_t>(cases.between(0, 3)));
}

template <class Values>
const auto& one_of(const Values& values, Cases& cases) {
  return values.at(static_cast<std::size_t>(cases.between(0, static_cast<std::int64_t>(values.size()) - 1)));
}

/// The agent may come before anything has changed, when the TTL has been lowered, or after the switch.
MovingWorld begun(Kind kind, Cases& cases) {
  MovingWorld world(moving_plan(kind, pending_gates()));
  const auto late = cases.between(0, 3);
  if (late > 0) {
    world.pass_unwatched(static_cast<double>(cases.between(1, 5000)));
    world.set_ttl(60);
  }
  if (late > 1) {
    world.pass_unwatched(static_cast<double>(cases.between(1, 5000)));
    world.take(Step::switch_over, 60);
  }
  world.pass_unwatched(static_cast<double>(cases.between(1, 5000)));
  world.pass(240);
  return world;
}

void publish_at_random(MovingWorld& world, Cases& cases) {
  const auto& record = one_of(world.plan().records, cases);
  const auto& rrset = one_of(record.stages, cases);
  if (record.stages.size() < 2) return;
  if (cases.chance(50)) return world.publish(one_of(world.servers(), cases), record.question, rrset, 60);
  world.publish(record.question, rrset, a_ttl(cases));
}

void take_at_random(MovingWorld& world, Cases& cases) {
  const auto step = one_of(kSteps, cases);  // lower_ttl takes everything back
  if (cases.chance(30)) return world.take(one_of(world.servers(), cases), step, a_ttl(cases));
  world.take(step, a_ttl(cases));
}

void send_at_random(MovingWorld& world, Cases& cases) {
  static constexpr std::array kFates{Fate::delivered, Fate::delivered, Fate::delivered,
                                     Fate::refused,   Fate::missing,   Fate::put_off};
  world.set_mail("new", one_of(kFates, cases));
  world.set_mail("old", cases.chance(80) ? Fate::delivered : Fate::refused);
}

void obey(MovingWorld& world, const CutoverAssessment& assessed);

/// Everything answers, all mail arrives, and the operator does what is said.
void be_sensible(MovingWorld& world) {
  for (const auto& server : world.servers()) world.set_silent(server, false);
  world.set_mail("new", Fate::delivered);
  world.set_mail("old", Fate::delivered);
  world.transfer();
  obey(world, world.assess());
}

void act_at_random(MovingWorld& world, Cases& cases, bool can_leave) {
  switch (cases.between(0, 17)) {
    case 0:
    case 1: publish_at_random(world, cases); break;
    case 2:
    case 3: take_at_random(world, cases); break;
    case 4:
    case 5: world.set_ttl(a_ttl(cases)); break;
    case 6:
    case 7: send_at_random(world, cases); break;
    case 8: world.set_silent(one_of(world.servers(), cases), cases.chance(30)); break;
    case 9: world.pass_unwatched(static_cast<double>(cases.between(1, 4000))); break;
    case 10: world.join(kNs3, cases.chance(50)); break;
    case 11:
      if (can_leave && cases.chance(30)) world.leave(kNs3);
      break;
    default: be_sensible(world); break;
  }
}

bool leads_to_old(const WatchedRecord& record, const dns::RrSet& rrset) {
  return names(record.bounds.old_host, record.question, rrset) &&
         !names(record.bounds.old_host, record.question, record.stages.back());
}

bool changes_in(const Plan& plan, const WatchedRecord& record, Step step) {
  const auto changed = records_changed_in(plan, step);
  return std::ranges::find(changed, &record) != changed.end();
}

double last_long_copy(const MovingWorld& world) {
  return world.last_copy_ends([&](const auto& record, const auto& /*rrset*/, std::int64_t ttl) {
    return changes_in(world.plan(), record, Step::switch_over) && ttl > world.largest_ttl(record.question);
  });
}

double last_copy_before_switch(const MovingWorld& world) {
  return world.last_copy_ends([&](const auto& record, const dns::RrSet& rrset, std::int64_t /*ttl*/) {
    const auto stage = dns::stage_of(record.stages, rrset);
    return changes_in(world.plan(), record, Step::switch_over) &&
           *stage < stage_after(world.plan(), record, Step::switch_over);
  });
}

double last_copy_to_old_host(const MovingWorld& world) {
  return world.last_copy_ends([](const auto& record, const dns::RrSet& rrset, std::int64_t /*ttl*/) {
    return leads_to_old(record, rrset);
  });
}

/// The same without the old server's own address, which goes with it.
double last_copy_that_leads_mail(const MovingWorld& world) {
  return world.last_copy_ends([&](const auto& record, const dns::RrSet& rrset, std::int64_t /*ttl*/) {
    return leads_to_old(record, rrset) && !changes_in(world.plan(), record, Step::retire_old);
  });
}

bool have_all(const MovingWorld& world, Step step) {
  return std::ranges::all_of(world.servers(),
                             [&](const auto& server) { return world.has_taken(server, step); });
}

bool has_any(const MovingWorld& world, Step step) {
  return std::ranges::any_of(records_changed_in(world.plan(), step), [&](const auto* record) {
    return world.stage_anywhere(record->question) >= stage_after(world.plan(), *record, step);
  });
}

/// What must be true whenever the agent says go.
void check_go(const MovingWorld& world, const CutoverAssessment& assessed) {
  const auto step = *assessed.decision.next;
  for (const auto& gate : assessed.gates) {
    if (gate.rule->step != step) continue;
    if (step != Step::done || gate.rule->id != "ttl_restored") CHECK(gate.is_open());
    if (gate.verdict.evidence_at) CHECK(at(world.now()) - *gate.verdict.evidence_at <= Seconds{361});
  }
  if (step == Step::switch_over) CHECK(last_long_copy(world) <= world.now());
  if (step == Step::remove_old) CHECK(last_copy_before_switch(world) <= world.now());
  if (step >= Step::remove_old) CHECK(have_all(world, Step::switch_over));
  if (step == Step::retire_old) CHECK(last_copy_that_leads_mail(world) <= world.now());
  if (step == Step::done) CHECK(last_copy_to_old_host(world) <= world.now());
  if (step != Step::lower_ttl) CHECK(world.is_new_path_well());
}

/// Whatever it says.
void check_any(const MovingWorld& world, const CutoverAssessment& assessed) {
  const auto kind = assessed.decision.kind;
  if (kind == DecisionKind::go) check_go(world, assessed);
  if (kind == DecisionKind::done) {
    CHECK(last_copy_to_old_host(world) <= world.now());
    CHECK(have_all(world, Step::done));
  }
  if (kind == DecisionKind::roll_back) {
    CHECK(has_any(world, Step::switch_over));
    CHECK(world.harmed_lately(900 + 3 * kLookEvery + 300) >= 2);
    CHECK_FALSE(assessed.decision.publish.empty());
  }
}

/// What an operator does who does what is said; time passes if there is nothing to do.
void obey(MovingWorld& world, const CutoverAssessment& assessed) {
  const auto& decision = assessed.decision;
  if (assessed.phase == Phase::switching) return world.take(Step::switch_over, 60);
  if (decision.sentence.contains("bring all name servers")) return world.take(*decision.next, 60);
  if (decision.kind != DecisionKind::go) return;
  switch (*decision.next) {
    case Step::lower_ttl: return world.set_ttl(60);
    case Step::switch_over: return world.take(Step::switch_over, 60);
    case Step::remove_old: return world.take(Step::remove_old, 60);
    case Step::retire_old: world.take(Step::retire_old, 60); break;
    case Step::done: break;
  }
  world.set_ttl(3600);
}

struct Promise {
  Step step;
  std::string id;
  WallTime until;
};

/// The wait that the decision speaks of.
std::optional<Promise> promised(const CutoverAssessment& assessed) {
  const auto& decision = assessed.decision;
  if (!decision.until) return std::nullopt;
  for (const auto& gate : assessed.gates) {
    const bool is_meant = gate.rule->step == decision.next && gate.verdict.until == decision.until;
    if (is_meant) return Promise{gate.rule->step, std::string(gate.rule->id), *decision.until};
  }
  return std::nullopt;
}

/// The phases, one after the other, until it is done; for ten days at most.
void lead_to_the_end(MovingWorld& world, const std::string& which) {
  auto phase = Phase::prepare;
  std::optional<Promise> promise;
  for (const double end = world.now() + 240 * kHour; world.now() < end;) {
    const auto assessed = world.assess();
    INFO(which, " at ", world.now(), ": ", assessed.decision.sentence);
    check_any(world, assessed);
    CHECK(assessed.phase >= phase);
    phase = assessed.phase;
    if (promise && at(world.now()) >= promise->until + Seconds{241}) {
      CHECK_MESSAGE(world.gate(assessed, promise->step, promise->id).is_open(), promise->id);
    }
    if (assessed.decision.kind == DecisionKind::done) return;
    promise = promised(assessed);
    obey(world, assessed);
    world.pass(promise ? std::chrono::duration<double>(promise->until - at(world.now())).count() + 241 : 600);
  }
  FAIL_CHECK(fmt::format("{} does not come to an end: {}", which, world.sentence()));
}

std::string text_of(Kind kind, std::uint64_t seed) {
  return fmt::format("{} world {}", to_string(kind), seed);
}

}  // namespace

TEST_CASE("never go while an old copy can live, mail is unaccounted for, or nobody has looked") {
  for (const auto kind : kKinds) {
    std::size_t went = 0;
    for (std::uint64_t seed = 0; seed < how_many(); ++seed) {
      Cases cases(seed);
      auto world = begun(kind, cases);
      for (int i = 0; i < kEvents; ++i) {
        act_at_random(world, cases, true);
        for (auto looks = cases.between(1, 3); looks > 0; --looks) {
          world.pass(kLookEvery * static_cast<double>(cases.between(1, 8)));
          const auto assessed = world.assess();
          INFO(text_of(kind, seed), " at ", world.now(), ": ", assessed.decision.sentence);
          check_any(world, assessed);
          if (assessed.decision.kind == DecisionKind::go) ++went;
        }
      }
    }
    CHECK_MESSAGE(went > how_many() / 2, to_string(kind));
  }
}

TEST_CASE("in the end go and done, when the world is in order, and every wait keeps its word") {
  for (const auto kind : kKinds) {
    for (std::uint64_t seed = 0; seed < how_many(); ++seed) {
      Cases cases(seed + 1000);
      auto world = begun(kind, cases);
      for (auto events = cases.between(0, 12); events > 0; --events) {
        act_at_random(world, cases, false);
        world.pass(kLookEvery * static_cast<double>(cases.between(1, 8)));
      }
      be_sensible(world);
      world.pass(1200);
      lead_to_the_end(world, text_of(kind, seed));
    }
  }
}
