#include "core/cutover/record/noting.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/original_ttl.hpp"
#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const RecordState& mx_state(const CutoverWorld& world) { return record_of(world.snapshot()); }

}  // namespace

TEST_CASE("a record is noted when every name server publishes its first stage, once") {
  const auto plan = proxy_plan();
  const auto& record = plan.records.front();
  Snapshot snapshot = folded({delegation(0, std::vector{kNs1, kNs2})});
  CHECK_FALSE(to_note(record, record_of(snapshot), at(1)));
  snapshot = fold(std::move(snapshot), authority_says(1, kNs1, authoritative(kOldMx, 3600)));
  CHECK_FALSE(to_note(record, record_of(snapshot), at(1)));
  auto halfway = fold(snapshot, authority_says(2, kNs2, authoritative(kNewMx, 60)));
  CHECK_FALSE(to_note(record, record_of(halfway), at(2)));
  snapshot = fold(std::move(snapshot), authority_says(2, kNs2, authoritative(kOldMx, 300)));
  const auto noted = to_note(record, record_of(snapshot), at(3));
  REQUIRE(noted);
  CHECK(*noted == NotedRecord{.rrset = kOldMx, .ttl = Seconds{3600}, .at = at(3)});
  const RecordNoted seen{.domain = kDomain, .record = kMxQuestion, .noted = *noted};
  snapshot = fold(std::move(snapshot), seen);
  CHECK_FALSE(to_note(record, record_of(snapshot), at(4)));
  auto again = seen;
  again.noted.ttl = Seconds{60};
  snapshot = fold(std::move(snapshot), again);
  CHECK(noted_of(record, record_of(snapshot))->ttl == Seconds{3600});
}

TEST_CASE("what was noted stays through the stages that follow, and is the TTL to go back to") {
  CutoverWorld world(proxy_plan());
  world.publish_everywhere(kOldMx, 7200);
  world.pass(120);
  world.publish_everywhere(kOldMx, 60);
  world.pass(600);
  world.publish_everywhere(kNewMx, 60);
  world.pass(600);
  world.publish_everywhere(kLastMx, 60);
  world.pass(600);
  const auto* noted = noted_of(world.plan().records.front(), mx_state(world));
  REQUIRE(noted != nullptr);
  CHECK(noted->ttl == Seconds{7200});
  auto forgetful = mx_state(world);
  for (auto& [server, view] : forgetful.authorities)
    view.write().history.versions.erase(view.write().history.versions.begin(),
                                        view.write().history.versions.end() - 1);
  CHECK(original_ttl(world.plan().records.front(), forgetful, Seconds{300}) == Seconds{7200});
}

TEST_CASE("an agent that comes after the switch notes nothing of what it has not seen") {
  CutoverWorld world(proxy_plan());
  world.publish_everywhere(kNewMx, 60);
  world.pass(600);
  CHECK(mx_state(world).noted.empty());
}

TEST_CASE("the gate passes by what is noted, and says where it is noted in memory only") {
  CutoverWorld world(proxy_plan());
  world.publish_everywhere(kOldMx, 3600);
  world.pass(60);
  const auto gate = [](const CutoverAssessment& assessed) {
    for (const auto& each : assessed.gates) {
      if (each.rule->id == "records_noted") return each.verdict;
    }
    return Verdict{};
  };
  const auto before = world.assess();
  CHECK(gate(before).kind == VerdictKind::pass);
  auto state = *world.snapshot().domains.at(kDomain);
  for (auto& [question, record] : state.records) record.write().noted.clear();
  CHECK(gate(assess(world.plan(), state, {}, at(world.now()))).kind == VerdictKind::no_evidence);
  for (const auto& record : world.plan().records) {
    auto noted = to_note(record, state_of(record, state), at(60)).value();
    noted.is_durable = false;
    state.records[record.question].write().noted.push_back(noted);
  }
  const auto verdict = gate(assess(world.plan(), state, {}, at(world.now())));
  CHECK(verdict.kind == VerdictKind::pass);
  CHECK(
      verdict.evidence ==
      "example.org. MX was 10 mail.example.org., TTL 3600, noted at 2026-12-01T00:01:00.000Z in memory only: "
      "a restart forgets it");
}
