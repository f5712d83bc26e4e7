#include "core/cutover/judgement.hpp"

#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const JudgementKey kPhase{.kind = ChangeKind::phase};
const JudgementKey kDecision{.kind = ChangeKind::decision};
const JudgementKey kExpired{.kind = ChangeKind::verdict, .subject = "switch old_ttl_expired"};
const JudgementKey kDisagree{.kind = ChangeKind::condition, .subject = "authorities_disagree"};

/// One gate, one condition and a decision, as a row of a table wants them.
struct Seen {
  Phase phase = Phase::prepare;
  VerdictKind verdict = VerdictKind::no_evidence;
  DecisionKind decision = DecisionKind::wait;
  std::optional<Severity> condition{};
};

const GateRule& rule_of(std::string_view id, Step step) {
  return *std::ranges::find_if(gate_rules(),
                               [&](const auto& rule) { return rule.id == id && rule.step == step; });
}

/// Nothing is watched but by these values.
CutoverAssessment assessed(const Seen& seen) {
  CutoverAssessment out{.phase = seen.phase};
  out.gates.push_back({.rule = &rule_of("old_ttl_expired", Step::switch_over),
                       .verdict = {.kind = seen.verdict, .evidence = "as seen"}});
  out.decision = {.kind = seen.decision, .next = Step::switch_over, .sentence = "A sentence."};
  if (seen.condition)
    out.conditions.push_back({find_condition("authorities_disagree"), *seen.condition, "two of them"});
  return out;
}

Plan bare_plan() { return {.domain = name("example.org"), .kind = Kind::proxy}; }

Judgement known_plan() { return {{{ChangeKind::plan, ""}, fingerprint_of(bare_plan())}}; }

/// "about: before > after", each on a line.
std::string news(const Judgement& last, const Seen& seen, bool is_settling = false) {
  std::string out;
  for (const auto& entry :
       changes_since(last, bare_plan(), assessed(seen), {.now = at(0), .is_settling = is_settling}))
    out += std::string(to_string(entry.about.kind)) + " " + entry.before + " > " + entry.after + "\n";
  return out;
}

}  // namespace

TEST_CASE("what has changed since it was told last is told, and nothing else") {
  auto last = known_plan();
  last[kPhase] = "prepare";
  last[kDecision] = "wait switch";
  const Seen still{};
  CHECK(news(last, still).empty());

  struct Row {
    Seen now;
    const char* told;
  };
  const Row rows[] = {
      {{.phase = Phase::lower_ttl}, "phase prepare > lower_ttl\n"},
      {{.verdict = VerdictKind::fail}, "verdict  > fail\n"},
      {{.verdict = VerdictKind::pass}, "verdict  > pass\n"},
      {{.decision = DecisionKind::go}, "decision wait switch > go switch\n"},
      {{.condition = Severity::warning}, "condition  > warning\n"},
      {{.phase = Phase::verify, .verdict = VerdictKind::pass, .condition = Severity::info},
       "phase prepare > verify\ncondition  > info\nverdict  > pass\n"},
  };
  for (const auto& row : rows) CHECK(news(last, row.now) == row.told);

  last[kExpired] = "pass";
  last[kDisagree] = "warning";
  CHECK(news(last, {.verdict = VerdictKind::pass, .condition = Severity::warning}).empty());
  CHECK(news(last, {.verdict = VerdictKind::fail, .condition = Severity::critical}) ==
        "condition warning > critical\nverdict pass > fail\n");
  CHECK(news(last, {.verdict = VerdictKind::no_evidence}) ==
        "condition warning > \nverdict pass > no_evidence\n");
}

TEST_CASE("after a start nothing is untold only because nobody has looked yet") {
  auto last = known_plan();
  last[kPhase] = "verify";
  last[kDecision] = "go switch";
  last[kExpired] = "pass";
  last[kDisagree] = "warning";
  // Nothing has been seen: no verdict, no condition, and a decision that follows from that.
  CHECK(news(last, {.phase = Phase::verify}, true).empty());
  // What is seen to be otherwise is told at once, and what begins.
  CHECK(news(last, {.phase = Phase::verify, .verdict = VerdictKind::fail, .condition = Severity::critical},
             true) ==
        "condition warning > critical\nverdict pass > fail\ndecision go switch > wait switch\n");
  // Once everybody would have been looked at, what is not seen is told.
  CHECK(news(last, {.phase = Phase::verify}) ==
        "condition warning > \nverdict pass > no_evidence\ndecision go switch > wait switch\n");
}

TEST_CASE("done stays done while the evidence of any gate has not been looked at again") {
  auto last = known_plan();
  last[kPhase] = "done";
  last[kDecision] = "done";
  last[kExpired] = "pass";
  CHECK(news(last, {.phase = Phase::finish}, true).empty());
  CHECK(news(last, {.phase = Phase::finish, .verdict = VerdictKind::fail}, true)
            .starts_with("phase done > finish\n"));
}

TEST_CASE("another plan is told first, with what it is, and a gate that it does not have is asked no more") {
  auto last = known_plan();
  last[{ChangeKind::verdict, "remove_old source_is_proxy"}] = "pass";
  auto plan = bare_plan();
  plan.kind = Kind::server;
  const auto entries = changes_since(last, plan, assessed({}), {.now = at(7)});
  REQUIRE(entries.size() >= 2);
  CHECK(entries[0].sentence() == "the plan is another one: kind server");
  CHECK(entries[0].at == at(7));
  CHECK(std::ranges::any_of(entries, [](const auto& entry) {
    return entry.sentence() == "gate source_is_proxy before remove_old: asked no more, was pass";
  }));
  CHECK(changes_since({}, bare_plan(), assessed({}), {}).front().sentence() ==
        "first watched by this plan: kind proxy");
}

TEST_CASE("plans are told apart by kind, stages and servers, not by how they are watched") {
  const auto plan = proxy_plan();
  auto other = plan;
  other.records[0].interval = Seconds{5};
  other.waived.push_back({"no_bypass", "because"});
  CHECK(fingerprint_of(other) == fingerprint_of(plan));
  other.records[0].stages.pop_back();
  CHECK(fingerprint_of(other) != fingerprint_of(plan));
  other = plan;
  other.servers.push_back({.role = ServerRole::new_server, .addresses = {}});
  CHECK(fingerprint_of(other) != fingerprint_of(plan));
}

TEST_CASE("a phase is not told before the name servers have been heard") {
  const auto plan = proxy_plan();
  const DomainState nothing;
  const auto entries = changes_since({}, plan, assess(plan, nothing, {}, at(0)), {.now = at(0)});
  CHECK(
      std::ranges::none_of(entries, [](const auto& entry) { return entry.about.kind == ChangeKind::phase; }));
}

namespace {

/// Folds what is new into the chronicle, as the agent does every minute.
void follow(Chronicle& chronicle, const CutoverWorld& world, bool is_settling) {
  auto entries = changes_since(chronicle.last, world.plan(), world.assess(),
                               {.now = at(world.now()), .is_settling = is_settling});
  chronicle = with_change(std::move(chronicle), {.domain = kDomain, .entries = std::move(entries)});
}

}  // namespace

namespace {

/// What is held back at first is told after the rest of the same instant.
std::vector<std::string> sorted(const Chronicle& chronicle) {
  std::vector<std::string> out;
  for (const auto& entry : chronicle.entries)
    out.push_back(fmt::format("{} {}", entry->at.time_since_epoch().count(), entry->sentence()));
  std::ranges::sort(out);
  return out;
}

}  // namespace

TEST_CASE("a chronicle that goes on after a restart is the one without it, where the evidence is the same") {
  constexpr std::uint64_t kWorlds = 6;
  std::size_t changes = 0;
  for (std::uint64_t seed = 0; seed < kWorlds; ++seed) {
    INFO("world ", seed);
    Cases cases(seed);
    CutoverWorld world(proxy_plan(pending_gates()));
    world.publish_everywhere(kOldMx, 3600);
    Chronicle whole;
    Chronicle restarted;
    const std::array stages{kOldMx, kNewMx, kLastMx};
    for (int i = 0; i < 40; ++i) {
      const auto& rrset = stages.at(static_cast<std::size_t>(cases.between(0, 2)));
      if (cases.chance(20)) world.publish_everywhere(rrset, cases.chance(50) ? 60 : 3600);
      if (cases.chance(10)) world.publish(kNs1, rrset, 60);
      world.pass(60.0 * static_cast<double>(cases.between(1, 30)));
      follow(whole, world, false);
      // What is stored is what was told last: nothing else outlives a restart, which happens before every
      // look.
      Chronicle loaded{.entries = restarted.entries, .last = restarted.last};
      follow(loaded, world, cases.chance(30));
      follow(loaded, world, false);
      restarted = std::move(loaded);
    }
    changes += whole.entries.size();
    CHECK(whole.last == restarted.last);
    REQUIRE(whole.entries.size() == restarted.entries.size());
    CHECK(sorted(whole) == sorted(restarted));
  }
  CHECK(changes > 20 * kWorlds);
}
