#include "core/cutover/decision/decision.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "tests/core/dns/simulated_worlds.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/identity_play.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>

// Random histories of all three kinds with all evidence that can be had, identities included; the gates for
// which nothing gathers evidence are waived, so that "go" is possible at all.
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

/// All but `identity_ready`, whose evidence is played.
std::vector<std::string> waived_gates() {
  auto gates = pending_gates();
  std::erase(gates, "identity_ready");
  return gates;
}

bool changes_in(const Plan& plan, const WatchedRecord& record, Step step) {
  const auto changed = records_changed_in(plan, step);
  return std::ranges::find(changed, &record) != changed.end();
}

/// The operator may say when the TTL was lowered, though it was not.
Plan begun_plan(Kind kind, double lowered_at, Cases& cases) {
  auto plan = moving_plan(kind, waived_gates());
  plan.servers = moving_servers(kind);
  if (cases.chance(70)) return plan;
  plan.ttl.lowered_at = at(lowered_at);
  for (auto& record : plan.records) {
    if (changes_in(plan, record, Step::switch_over)) record.bounds.past.lowered_at = plan.ttl.lowered_at;
  }
  return plan;
}

/// With servers whose names are looked at whenever time has passed, unless that fails.
class World : public MovingWorld {
 public:
  explicit World(Plan plan) : MovingWorld(std::move(plan)), identities(MovingWorld::plan()) {}

  void pass(double seconds) {
    MovingWorld::pass(seconds);
    if (is_blind) return;
    for (const auto& each : identities.look(now())) see(each);
  }
  bool is_known_good(ServerRole role) const { return identities.is_known_good(role, now()); }
  bool is_known_by_name(ServerRole role) const { return identities.is_known_by_name(role, now()); }

  IdentityPlay identities;
  bool is_blind = false;  ///< The agent does not get to look at names.
};

/// The agent may come before anything has changed, when the TTL has been lowered, or after the switch.
World begun(Kind kind, Cases& cases) {
  const auto late = cases.between(0, 3);
  const double lowered_at = late > 0 ? static_cast<double>(cases.between(1, 5000)) : 0;
  World world(begun_plan(kind, lowered_at, cases));
  if (late > 0) {
    world.pass_unwatched(lowered_at);
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

/// Some keep what they have, some fall silent.
void look_at_random(MovingWorld& world, Cases& cases) {
  static constexpr std::array kManners{Manner::honest, Manner::keeps, Manner::keeps, Manner::silent};
  static const std::array<std::string, 2> kResolvers{"google", "quad9"};
  world.set_manner(one_of(kResolvers, cases), one_of(kManners, cases));
}

void obey(MovingWorld& world, const CutoverAssessment& assessed);

/// Everything answers, all mail arrives, and the operator does what is said.
void be_sensible(World& world) {
  world.identities.be_well();
  world.is_blind = false;
  world.set_delegation_lost(false);
  for (const auto& server : world.servers()) world.set_silent(server, false);
  world.set_manner("google", Manner::honest);
  world.set_manner("quad9", Manner::honest);
  world.set_mail("new", Fate::delivered);
  world.set_mail("old", Fate::delivered);
  world.renumber();
  obey(world, world.assess());
}

/// How old the agent's knowledge of the name servers may be: three of its looks for them.
constexpr double kServersCount = 1800;

bool knows_servers(const MovingWorld& world) {
  return world.now() - world.delegation_found() <= kServersCount;
}

/// One that comes while the agent cannot look, and still trusts its last look, is seen too late by design.
void join_at_random(World& world, Cases& cases) {
  const bool has_old_zone = cases.chance(50);
  if (!world.is_delegation_lost() || !knows_servers(world)) world.join(kNs3, has_old_zone);
}

/// Now and then the agent cannot find out which name servers there are, for hours.
void lose_delegation_at_random(World& world, Cases& rare) {
  if (rare.chance(8)) world.set_delegation_lost(true);
  if (rare.chance(4)) world.set_delegation_lost(false);
}

void act_at_random(World& world, Cases& cases, bool can_leave) {
  switch (cases.between(0, 23)) {
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
    case 10: join_at_random(world, cases); break;
    case 11:
      if (can_leave && cases.chance(30)) world.leave(kNs3);
      break;
    case 12:
    case 13: look_at_random(world, cases); break;
    case 14: world.identities.change(cases); break;
    case 15: world.is_blind = cases.chance(30); break;
    default: be_sensible(world); break;
  }
}

bool leads_to_old(const WatchedRecord& record, const dns::RrSet& rrset) {
  return names(record.bounds.old_host, record.question, rrset) &&
         !names(record.bounds.old_host, record.question, record.stages.back());
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

/// Every record that the switch changes has a lower TTL than before the cutover.
bool is_low(const MovingWorld& world) {
  return std::ranges::all_of(records_changed_in(world.plan(), Step::switch_over),
                             [&](const auto* record) { return world.largest_ttl(record->question) < 3600; });
}

/// A resolver has given what leads to the old server three times since no honest one can.
bool is_kept(const MovingWorld& world, const CutoverAssessment& assessed) {
  return std::ranges::any_of(assessed.records, [&](const RecordAssessment& record) {
    const auto& bound = record.bounds.changed;
    if (!record.bounds.old_host || !bound || !*bound ||
        changes_in(world.plan(), *record.record, Step::retire_old))
      return false;
    return world.kept_answers(record.record->question, (*bound)->at) >= 3;
  });
}

/// Whose names lead back to them is known of late, where a gate passes that asks for it.
void check_identities(const World& world, const CutoverAssessment& assessed) {
  for (const auto& gate : assessed.gates) {
    if (gate.verdict.kind != VerdictKind::pass) continue;
    if (gate.rule->id == "identity_ready") CHECK(world.is_known_good(ServerRole::new_server));
    if (gate.rule->id != "both_addresses_ready") continue;
    CHECK(world.is_known_by_name(ServerRole::old_server));
    CHECK(world.is_known_by_name(ServerRole::new_server));
  }
}

/// What must be true whenever the agent says go.
void check_go(const World& world, const CutoverAssessment& assessed) {
  const auto step = *assessed.decision.next;
  CHECK(knows_servers(world));
  for (const auto& gate : assessed.gates) {
    if (gate.rule->step != step) continue;
    if (step != Step::done || gate.rule->id != "ttl_restored") CHECK(gate.is_open());
    const bool is_of_identities =
        gate.rule->id == "identity_ready" || gate.rule->id == "both_addresses_ready";
    const auto oldest = is_of_identities ? Seconds{900} : Seconds{361};
    if (gate.verdict.kind == VerdictKind::pass && gate.verdict.evidence_at)
      CHECK_MESSAGE(at(world.now()) - *gate.verdict.evidence_at <= oldest, gate.rule->id);
  }
  if (step == Step::switch_over) CHECK(last_long_copy(world) <= world.now());
  if (step == Step::switch_over) CHECK(is_low(world));
  if (step == Step::retire_old) CHECK_FALSE(is_kept(world, assessed));
  if (step == Step::switch_over) CHECK(world.is_known_good(ServerRole::new_server));
  if (step == Step::remove_old) CHECK(last_copy_before_switch(world) <= world.now());
  if (step >= Step::remove_old) CHECK(have_all(world, Step::switch_over));
  if (step == Step::retire_old) CHECK(last_copy_that_leads_mail(world) <= world.now());
  if (step == Step::done) CHECK(last_copy_to_old_host(world) <= world.now());
  if (step != Step::lower_ttl) CHECK(world.is_new_path_well());
}

/// Whatever it says.
void check_any(const World& world, const CutoverAssessment& assessed) {
  check_identities(world, assessed);
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
  if (decision.sentence.contains("(authorities_agree)")) return world.transfer();
  // The TTL of what is absent is the SOA's, and no step of its own.
  if (decision.sentence.contains("no lower one has been published")) return world.set_ttl(60);
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
void lead_to_the_end(World& world, const std::string& which) {
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
    world.remember();
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
      Cases rare(seed + 5000);
      auto world = begun(kind, cases);
      for (int i = 0; i < kEvents; ++i) {
        act_at_random(world, cases, true);
        lose_delegation_at_random(world, rare);
        for (auto looks = cases.between(1, 3); looks > 0; --looks) {
          world.pass(kLookEvery * static_cast<double>(cases.between(1, 8)));
          const auto assessed = world.assess();
          INFO(text_of(kind, seed), " at ", world.now(), ": ", assessed.decision.sentence);
          check_any(world, assessed);
          if (assessed.decision.kind == DecisionKind::go) ++went;
          world.remember();
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
      Cases rare(seed + 6000);
      auto world = begun(kind, cases);
      for (auto events = cases.between(0, 12); events > 0; --events) {
        act_at_random(world, cases, false);
        lose_delegation_at_random(world, rare);
        world.pass(kLookEvery * static_cast<double>(cases.between(1, 8)));
      }
      be_sensible(world);
      world.pass(1200);
      lead_to_the_end(world, text_of(kind, seed));
    }
  }
}
