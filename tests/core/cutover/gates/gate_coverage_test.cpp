#include "core/cutover/gates/gate.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

// Every verdict that every gate can give, in every kind that has it. A gate without rows fails.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

using enum VerdictKind;
using enum Step;

constexpr double kHour = 3600;
constexpr std::int64_t kLow = 300;

/// One that takes the old server out in two steps, in every kind.
Plan two_step_plan(Kind kind) {
  auto plan = moving_plan(kind);
  const auto both = dns::RrSet::parse(dns::RrType::a, {"192.0.2.10", "198.51.100.9"}).value();
  if (kind == Kind::address) {
    auto& record = plan.records.at(1);
    record.stages = {record.stages.front(), both, record.stages.back()};
    record.steps = {switch_over, remove_old};
  }
  if (kind == Kind::server) {
    auto& record = plan.records.front();
    const auto last = mx({"10 new.example.org"});
    record.stages = {kOldMx, mx({"10 new.example.org", "20 mail.example.org"}), last};
    record.steps = {switch_over, remove_old};
  }
  return plan;
}

MovingWorld unheard(Kind kind) { return MovingWorld(two_step_plan(kind)); }

MovingWorld watched(Kind kind) {
  auto world = unheard(kind);
  world.pass(kHour / 2);
  return world;
}

MovingWorld lowering(Kind kind) {
  auto world = watched(kind);
  world.set_ttl(kLow);
  world.pass(600);
  return world;
}

MovingWorld lowered(Kind kind) {
  auto world = lowering(kind);
  world.pass(1.5 * kHour);
  return world;
}

MovingWorld switching(Kind kind) {
  auto world = lowered(kind);
  world.take(switch_over, kLow);
  world.pass(240);
  return world;
}

MovingWorld verified(Kind kind) {
  auto world = switching(kind);
  world.pass(2 * kHour);
  return world;
}

MovingWorld finishing(Kind kind) {
  auto world = verified(kind);
  world.take(retire_old, kLow);
  world.pass(240);
  return world;
}

MovingWorld finished(Kind kind) {
  auto world = finishing(kind);
  world.pass(900);
  return world;
}

MovingWorld late_resolver(Kind kind) {
  auto world = finished(kind);
  const auto& record = kind == Kind::address ? world.plan().records.at(1) : world.plan().records.front();
  for (const double ago : {30.0, 20.0})
    world.see(ResolverAnswered{.domain = kDomain,
                               .record = record.question,
                               .resolver = "google",
                               .sighting = sighting(world.now() - ago, answer(record.stages.front(), 200))});
  world.pass(kLookEvery);
  return world;
}

MovingWorld strange(Kind kind) {
  auto world = watched(kind);
  world.publish(kNs1, kMxQuestion, mx({"10 other.example.org"}), 3600);
  world.pass(120);
  return world;
}

MovingWorld missing_mail(Kind kind) {
  auto world = watched(kind);
  world.set_mail("new", Fate::missing);
  world.pass(480);
  return world;
}

MovingWorld mended_mail(Kind kind) {
  auto world = watched(kind);
  world.set_mail("new", Fate::refused);
  world.pass(360);
  world.set_mail("new", Fate::delivered);
  world.pass(480);
  return world;
}

MovingWorld without_target(Kind kind) {
  auto world = watched(kind);
  const auto& record = world.plan().records.at(1);
  world.publish(record.question, kAbsent, 3600);
  world.pass(2 * kHour);
  return world;
}

MovingWorld waiving(Kind kind) {
  auto plan = two_step_plan(kind);
  for (const auto& rule : gate_rules()) plan.waived.push_back({std::string(rule.id), "no matter"});
  return MovingWorld(plan);
}

struct Expected {
  Step step;
  std::string_view gate;
  VerdictKind verdict;
};

struct Scenario {
  std::string_view what;
  MovingWorld (*make)(Kind);
  std::vector<Expected> expected;
};

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> kScenarios{
      {"nobody has answered",
       unheard,
       {{lower_ttl, "records_noted", no_evidence},
        {lower_ttl, "authorities_agree", no_evidence},
        {switch_over, "on_plan", no_evidence},
        {switch_over, "old_ttl_expired", no_evidence},
        {switch_over, "absence_expired", no_evidence},
        {switch_over, "mx_valid", no_evidence},
        {switch_over, "new_names_resolve", no_evidence},
        {switch_over, "new_path_delivers", no_evidence},
        {remove_old, "on_plan", no_evidence},
        {remove_old, "authorities_agree", no_evidence},
        {remove_old, "mx_valid", no_evidence},
        {remove_old, "previous_stage_expired", no_evidence},
        {remove_old, "new_path_verified", no_evidence},
        {retire_old, "on_plan", no_evidence},
        {retire_old, "mx_valid", no_evidence},
        {retire_old, "new_path_delivers", no_evidence},
        {retire_old, "old_host_expired", no_evidence},
        {retire_old, "no_live_copies", no_evidence},
        {done, "old_record_gone", no_evidence},
        {done, "old_host_expired", no_evidence},
        {done, "ttl_restored", no_evidence}}},
      {"nothing has changed",
       watched,
       {{lower_ttl, "records_noted", pass},
        {lower_ttl, "authorities_agree", pass},
        {switch_over, "on_plan", pass},
        {switch_over, "old_ttl_expired", fail},
        {switch_over, "absence_expired", fail},
        {switch_over, "mx_valid", pass},
        {switch_over, "new_names_resolve", pass},
        {switch_over, "new_path_delivers", pass},
        {remove_old, "on_plan", pass},
        {remove_old, "authorities_agree", pass},
        {remove_old, "mx_valid", pass},
        {remove_old, "previous_stage_expired", fail},
        {remove_old, "new_path_verified", fail},
        {retire_old, "on_plan", pass},
        {retire_old, "mx_valid", pass},
        {retire_old, "new_path_delivers", pass},
        {retire_old, "old_host_expired", fail},
        {retire_old, "no_live_copies", wait},
        {done, "old_record_gone", fail},
        {done, "old_host_expired", fail},
        {done, "ttl_restored", pass}}},
      {"the TTL was lowered",
       lowering,
       {{switch_over, "old_ttl_expired", wait},
        {switch_over, "absence_expired", wait},
        {done, "ttl_restored", fail}}},
      {"the old TTL has run out",
       lowered,
       {{switch_over, "old_ttl_expired", pass}, {switch_over, "absence_expired", pass}}},
      {"the switch was a moment ago",
       switching,
       {{remove_old, "previous_stage_expired", wait}, {remove_old, "new_path_verified", wait}}},
      {"the switch was long ago",
       verified,
       {{remove_old, "previous_stage_expired", pass}, {remove_old, "new_path_verified", pass}}},
      {"nothing names the old host since a moment ago",
       finishing,
       {{retire_old, "old_host_expired", wait},
        {done, "old_host_expired", wait},
        {done, "old_record_gone", pass}}},
      {"nothing names the old host",
       finished,
       {{retire_old, "old_host_expired", pass},
        {retire_old, "no_live_copies", pass},
        {done, "old_host_expired", pass}}},
      {"a resolver keeps old data", late_resolver, {{retire_old, "no_live_copies", fail}}},
      {"a name server has what is not planned",
       strange,
       {{lower_ttl, "records_noted", fail},
        {lower_ttl, "authorities_agree", fail},
        {switch_over, "on_plan", fail},
        {remove_old, "on_plan", fail},
        {remove_old, "authorities_agree", fail},
        {retire_old, "on_plan", fail}}},
      {"mail does not arrive",
       missing_mail,
       {{switch_over, "new_path_delivers", fail}, {retire_old, "new_path_delivers", fail}}},
      {"mail arrives again since a moment ago",
       mended_mail,
       {{switch_over, "new_path_delivers", wait}, {retire_old, "new_path_delivers", wait}}},
      {"what the MX names is not there",
       without_target,
       {{switch_over, "mx_valid", fail},
        {remove_old, "mx_valid", fail},
        {retire_old, "mx_valid", fail},
        {switch_over, "new_names_resolve", wait}}},
  };
  return kScenarios;
}

bool is_pending(std::string_view gate) {
  return std::ranges::find(pending_gates(), gate) != pending_gates().end();
}

/// Kind `address` names no new host, and it alone has a record here that is absent at first.
bool is_moot(std::string_view gate, Kind kind) {
  if (gate == "absence_expired") return kind != Kind::address;
  return gate == "new_names_resolve" && kind == Kind::address;
}

/// Beside `waived`, which every gate can be.
std::set<VerdictKind> possible(const GateRule& rule, Kind kind) {
  if (is_pending(rule.id)) return {no_evidence};
  if (is_moot(rule.id, kind)) return {pass};
  static const std::set<std::string_view> kNeverWait{"records_noted", "authorities_agree", "mx_valid",
                                                     "on_plan",       "old_record_gone",   "ttl_restored"};
  std::set all{pass, fail, no_evidence};
  if (!kNeverWait.contains(rule.id)) all.insert(wait);
  // What a resolver holds has an end.
  if (rule.id == "new_names_resolve") all.erase(fail);
  return all;
}

using Answer = std::tuple<Step, std::string, Kind, VerdictKind>;

std::set<Answer> required() {
  std::set<Answer> out;
  for (const auto& rule : gate_rules()) {
    for (const auto kind : rule.kinds) {
      for (const auto verdict : possible(rule, kind))
        out.insert({rule.step, std::string(rule.id), kind, verdict});
    }
  }
  return out;
}

const GateRule* rule_of(Step step, std::string_view id) {
  const auto rules = gate_rules();
  const auto found =
      std::ranges::find_if(rules, [&](const auto& rule) { return rule.step == step && rule.id == id; });
  return found == rules.end() ? nullptr : &*found;
}

/// Checks every row, and tells which answers they show.
std::set<Answer> shown() {
  std::set<Answer> out;
  for (const auto kind : {Kind::proxy, Kind::address, Kind::server}) {
    for (const auto& scenario : scenarios()) {
      const auto world = scenario.make(kind);
      for (const auto& [step, id, expected] : scenario.expected) {
        const auto* rule = rule_of(step, id);
        REQUIRE_MESSAGE(rule != nullptr, std::string(id));
        if (std::ranges::find(rule->kinds, kind) == rule->kinds.end() || is_moot(id, kind)) continue;
        const auto verdict = world.verdict(step, id);
        CHECK_MESSAGE(verdict.kind == expected,
                      fmt::format("{}: {}: {} before {} says {}: {}", to_string(kind), scenario.what, id,
                                  to_string(step), to_string(verdict.kind), verdict.evidence));
        out.insert({step, std::string(id), kind, verdict.kind});
      }
    }
  }
  return out;
}

}  // namespace

TEST_CASE("every gate gives every verdict that it can, in every kind") {
  auto seen = shown();
  for (const auto kind : {Kind::proxy, Kind::address, Kind::server}) {
    for (const auto& gate : watched(kind).assess().gates) {
      const bool is_plain = is_pending(gate.rule->id) || is_moot(gate.rule->id, kind);
      if (is_plain) seen.insert({gate.rule->step, std::string(gate.rule->id), kind, gate.verdict.kind});
    }
  }
  for (const auto& answer : required()) {
    const auto& [step, id, kind, verdict] = answer;
    CHECK_MESSAGE(seen.contains(answer), fmt::format("no row for {} before {} that says {} in kind {}", id,
                                                     to_string(step), to_string(verdict), to_string(kind)));
  }
}

TEST_CASE("every gate can be waived, in every kind, and is open then") {
  for (const auto kind : {Kind::proxy, Kind::address, Kind::server}) {
    const auto world = waiving(kind);
    const auto assessed = world.assess();
    for (const auto& rule : gate_rules()) {
      if (std::ranges::find(rule.kinds, kind) == rule.kinds.end()) continue;
      const auto& gate = world.gate(assessed, rule.step, rule.id);
      CHECK_MESSAGE(gate.is_open(), std::string(rule.id));
      if (!is_moot(rule.id, kind)) CHECK_MESSAGE(gate.verdict.kind == waived, std::string(rule.id));
    }
  }
}
