#include "agent/judge/judge.hpp"

#include "tests/support/watcher_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

/// One life of an agent in a world that goes on after it.
struct Life {
  WatcherBench bench{2};
  std::optional<Judge> judge;
  std::vector<JudgementChanged> told;
  std::vector<RecordNoted> noted;

  void begin(Snapshot initial = {}) {
    bench.watcher.emplace(tools_of(bench.world),
                          metrics::Watched{.plans = {bench.world.plan}, .resolvers = bench.resolvers},
                          std::move(initial), bench.cell);
    judge.emplace(bench.world.sim.io, bench.world.sim.clock, *bench.watcher,
                  [this](const Observation& seen) { bench.watcher->observe(seen); });
    bench.watcher->listen([this](const Observation& seen, const Snapshot&) {
      judge->follow(seen);
      if (const auto* changed = std::get_if<JudgementChanged>(&seen)) told.push_back(*changed);
      if (const auto* each = std::get_if<RecordNoted>(&seen)) noted.push_back(*each);
    });
    bench.watcher->start();
    judge->start();
  }
  void advance(Millis span) { bench.world.sim.advance(span); }
  const DomainState& state() const { return *bench.watcher->snapshot().domains.at(kDomain); }
  /// "after" of each change of that kind, in order.
  std::vector<std::string> changes(ChangeKind kind) const {
    std::vector<std::string> out;
    for (const auto& entry : state().chronicle->entries) {
      if (entry->about.kind == kind) out.push_back(entry->after);
    }
    return out;
  }
};

/// What a state file gives back: histories, and what was told; no last answers.
Snapshot remembered(const Life& life) {
  Snapshot out;
  auto& state = out.domains[kDomain].write();
  for (const auto& [question, record] : life.state().records) {
    for (const auto& [server, view] : record->authorities)
      state.records[question].write().authorities[server] = Shared(AuthorityView{.history = view->history});
    state.records[question].write().noted = record->noted;
  }
  state.chronicle = life.state().chronicle;
  return out;
}

}  // namespace

TEST_CASE("phases, verdicts and decisions are told as they change, within a second or two") {
  Life life;
  life.begin();
  life.advance(300s);
  CHECK(life.changes(ChangeKind::phase) == std::vector<std::string>{"prepare"});
  CHECK(life.changes(ChangeKind::plan).size() == 1);
  life.bench.publish("5 in.proxy.example.");
  life.advance(120s);
  CHECK(life.changes(ChangeKind::phase) == std::vector<std::string>{"prepare", "verify"});
  const auto& last = life.state().chronicle->last;
  CHECK(last.at({ChangeKind::phase, ""}) == "verify");
  const auto& versions = record_of(life.bench.watcher->snapshot()).authorities.at(kNs1)->history.versions;
  const auto seen = versions.back().first_seen;
  for (const auto& changed : life.told) {
    for (const auto& entry : changed.entries)
      if (entry.after == "verify") CHECK(entry.at - seen <= 2s);
  }
}

TEST_CASE("nothing is told twice, however long nothing changes") {
  Life life;
  life.begin();
  life.advance(1800s);
  const auto told = life.told.size();
  life.advance(3600s);
  CHECK(life.told.size() == told);
}

TEST_CASE("after a restart nothing is told that has not changed") {
  Life first;
  first.begin();
  first.advance(300s);
  first.bench.publish("5 in.proxy.example.");
  first.advance(1800s);
  const auto before = first.state().chronicle;
  Life second;
  second.bench.publish("5 in.proxy.example.");
  second.bench.world.sim.clock.step_wall(2100s + 1800s);  // it was down for half an hour
  for (int i = 0; i < 2; ++i)
    second.bench.world.dns.holds(address_of(i), kMxQuestion, {"5 in.proxy.example."}, 120);
  second.begin(remembered(first));
  second.advance(1s);
  CHECK(second.state().chronicle->entries.size() == before->entries.size());
  CHECK(second.state().chronicle->last.at({ChangeKind::phase, ""}) == "verify");
  second.advance(900s);
  for (const auto& changed : second.told) {
    for (const auto& entry : changed.entries) MESSAGE(entry.sentence());
  }
  CHECK(second.state().chronicle->entries.size() == before->entries.size());
}

TEST_CASE("without a file a record is noted in memory, once; with one when it is written") {
  Life life;
  life.begin();
  life.advance(300s);
  REQUIRE(life.noted.size() == 1);
  CHECK_FALSE(life.noted[0].noted.is_durable);

  Life kept;
  int failures = 2;
  kept.begin();
  kept.judge->note_with([&](store::RecordKey key, NotedRecord noted) -> Task<Result<NotedRecord>> {
    CHECK(key.domain == kDomain);
    if (failures-- > 0) co_return fail(FailureKind::storage, "disk full");
    co_return noted;
  });
  kept.advance(70s);
  REQUIRE(kept.noted.size() == 1);
  CHECK(kept.noted[0].noted.is_durable);
  CHECK(kept.noted[0].noted.ttl == Seconds{300});
}

TEST_CASE("another plan is marked in the chronicle, and what was seen of records stays") {
  Life first;
  first.begin();
  first.advance(300s);
  Life second;
  second.bench.world.plan.records[0].stages.insert(second.bench.world.plan.records[0].stages.begin() + 1,
                                                   kNewMx);
  second.begin(remembered(first));
  second.advance(1s);
  CHECK(second.changes(ChangeKind::plan).size() == 2);
  CHECK(second.state().records.at(kMxQuestion)->noted.size() == 1);
  CHECK_FALSE(second.state().records.at(kMxQuestion)->authorities.at(kNs1)->history.versions.empty());
  second.advance(60s);
  CHECK(second.changes(ChangeKind::condition) == std::vector<std::string>{"info"});
}
