#include "core/cutover/cutover_assessment.hpp"
#include "core/cutover/record/record_bounds.hpp"
#include "core/dns/bound.hpp"
#include "tests/agent/store/dns_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

constexpr int kInterval = 10;
constexpr std::size_t kTarget = 1;

/// What all servers publish, from when on: never for so short that polling alone could miss it.
struct Published {
  double from;
  std::uint32_t serial;
  dns::RrSet rrset;
};

std::vector<Published> random_timeline(Cases& cases) {
  const std::vector<dns::RrSet> all{kOldMx, kNewMx, kLastMx};
  std::vector<Published> timeline;
  double from = 0;
  for (std::uint32_t serial = 1; serial <= 6; ++serial) {
    timeline.push_back({from, serial, all.at(static_cast<std::size_t>(cases.between(0, 2)))});
    from += static_cast<double>(cases.between(45, 300));
  }
  timeline.push_back({from, 7, kNewMx});
  return timeline;
}

Observation says(double when, const dns::NameServer& server, const std::vector<Published>& timeline) {
  const auto& now = *std::ranges::find_if(timeline.rbegin(), timeline.rend(),
                                          [&](const Published& each) { return each.from <= when; });
  auto seen =
      std::get<AuthorityAnswered>(authority_says(when, server, authoritative(now.rrset, 300), now.serial));
  seen.interval = Seconds{kInterval};
  return seen;
}

/// Without the allowance for a lag between servers: who looks less often sees less of that.
std::optional<WallTime> bound_without_lag(const cutover::WatchedRecord& record, const RecordState& state) {
  const auto bound = bounds_of(record, state, kTarget).changed;
  if (!bound || !*bound) return std::nullopt;
  std::vector<dns::ListedServer> servers;
  for (const auto& [server, view] : state.authorities)
    servers.push_back({.server = server, .history = &view->history, .is_accepted = server.name == kNs2.name});
  return (*bound)->at - dns::largest_lag(servers);
}

/// One run of an agent that is killed now and then, beside one that is not.
void check_run(std::uint64_t seed) {
  Cases cases(seed);
  const auto timeline = random_timeline(cases);
  const double end = timeline.back().from + 600;
  const double ns2_dies = static_cast<double>(cases.between(0, static_cast<std::int64_t>(end)));
  DnsBench mortal;
  auto& record = mortal.watched.plans[0].records[0];
  record.bounds.past.original_ttl = Seconds{0};
  record.bounds.accepted = {kNs2.name};
  Snapshot immortal;
  double down_until = -1;
  for (double when = 0; when < end; when += kInterval) {
    std::vector<Observation> seen{says(when, kNs1, timeline)};
    if (when < ns2_dies) seen.push_back(says(when, kNs2, timeline));
    immortal = folded(seen, std::move(immortal));
    const bool is_up = when >= down_until;
    if (is_up && down_until >= 0) {
      mortal.start();
      down_until = -1;
    }
    for (const auto& each : seen) {
      if (is_up) mortal.observe(each);
    }
    if (is_up) {
      const auto truth = bound_without_lag(record, record_of(immortal));
      const auto restarted = bound_without_lag(record, record_of(mortal.snapshot));
      INFO(seed, " at ", when);
      CHECK((!restarted || (truth && *restarted >= *truth)));
      // Killed at any moment of the interval, with what waits for the writer lost.
      mortal.advance(Millis{cases.between(0, 1000 * kInterval)});
      const bool is_killed = cases.chance(6);
      if (is_killed) {
        mortal.kill();
        down_until = when + static_cast<double>(cases.chance(50) ? kInterval : cases.between(10, 400));
      }
    }
    const auto slept = at(when + kInterval) - kStart - mortal.lived();
    if (down_until >= 0) {
      mortal.sleep(slept);
    } else {
      mortal.advance(slept);
    }
  }
}

}  // namespace

TEST_CASE("a bound after kills and restarts is never earlier than without them") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) check_run(seed);
}

TEST_CASE("a server that was silent before a restart was not seen since; one that answered may have been") {
  DnsBench bench;
  bench.observe(authority_says(0, kNs1, authoritative(kOldMx, 300)));
  bench.observe(authority_says(0, kNs2, authoritative(kOldMx, 300)));
  bench.observe(authority_says(60, kNs2, fail(FailureKind::timeout)));
  bench.advance(Millis{0});
  bench.kill();
  bench.sleep(Seconds{1000});
  bench.start();
  const auto& authorities = record_of(bench.snapshot).authorities;
  CHECK(authorities.at(kNs1)->history.current()->last_seen == at(1000));
  CHECK(authorities.at(kNs2)->history.current()->last_seen == at(0.1));
}

TEST_CASE("a version that ended while nothing ran ended when that was seen") {
  DnsBench bench;
  bench.observe(authority_says(0, kNs1, authoritative(kOldMx, 300), 7));
  bench.kill();
  bench.sleep(Seconds{1000});
  bench.start();
  bench.observe(authority_says(1000, kNs1, authoritative(kNewMx, 300), 8));
  const auto& history = record_of(bench.snapshot).authorities.at(kNs1)->history;
  REQUIRE(history.versions.size() == 2);
  CHECK(history.versions[0].ended == at(1000.1));
}

TEST_CASE("a server of the delegation that has never answered is waited for after a kill too") {
  DnsBench bench;
  bench.observe(resolver_says(0, "one", answer(kNewMx, 300)));
  bench.observe(delegation(0, std::vector{kNs1, kNs2}));
  bench.observe(authority_says(0, kNs1, authoritative(kNewMx, 300)));
  const auto waits_for = [&] {
    const auto& record = bench.watched.plans[0].records[0];
    const auto bound = bounds_of(record, record_of(bench.snapshot), kTarget).changed.value();
    return bound ? std::vector<dns::NameServer>{} : bound.error().waits_for;
  };
  REQUIRE(waits_for() == std::vector{kNs2});
  bench.advance(Millis{0});
  bench.kill();
  bench.start();
  CHECK(waits_for() == std::vector{kNs2});
}

TEST_CASE("a server that left the delegation without ever having answered is waited for after a kill too") {
  DnsBench bench;
  bench.observe(delegation(0, std::vector{kNs1, kNs2}));
  bench.observe(authority_says(0, kNs1, authoritative(kNewMx, 300)));
  bench.advance(Millis{0});
  bench.observe(delegation(10, std::vector{kNs1}));
  bench.advance(store::kDnsWriteDelay);
  REQUIRE(record_of(bench.snapshot).departed.contains(kNs2));
  bench.kill();
  bench.start();
  CHECK(record_of(bench.snapshot).departed.at(kNs2)->departed_at == at(10));
  CHECK_FALSE(record_of(bench.snapshot).authorities.contains(kNs2));
  const auto bounds = bounds_of(bench.watched.plans[0].records[0], record_of(bench.snapshot), kTarget);
  CHECK(bounds.changed.value().error().waits_for == std::vector{kNs2});
}

TEST_CASE(
    "what is not among the servers that are configured by now has departed, after a restart as after a "
    "reload") {
  DnsBench bench;
  bench.observe(delegation(0, std::vector{kNs1, kNs2}));
  bench.observe(authority_says(0, kNs1, authoritative(kNewMx, 300)));
  bench.observe(authority_says(0, kNs2, authoritative(kOldMx, 300)));
  bench.advance(Millis{0});
  const auto waits_for = [&] {
    const auto bounds = bounds_of(bench.watched.plans[0].records[0], record_of(bench.snapshot), kTarget);
    return bounds.changed.value().error().waits_for;
  };
  SUBCASE("it was of the delegation when the agent stopped") {
    bench.kill();
    bench.sleep(Seconds{60});
    bench.watched.plans[0].name_servers = {kNs1};
    bench.start();
    CHECK(record_of(bench.snapshot).departed.at(kNs2)->departed_at == bench.now());
    CHECK(waits_for() == std::vector{kNs2});
  }
  SUBCASE("it had left before") {
    bench.observe(delegation(10, std::vector{kNs1}));
    bench.advance(store::kDnsWriteDelay);
    bench.kill();
    bench.watched.plans[0].name_servers = {kNs1};
    bench.start();
    CHECK(record_of(bench.snapshot).departed.at(kNs2)->departed_at == at(10));
    CHECK(waits_for() == std::vector{kNs2});
  }
}

TEST_CASE("a server that came back to the delegation is one of it after a kill, before it has answered") {
  DnsBench bench;
  bench.observe(delegation(0, std::vector{kNs1, kNs2}));
  bench.observe(authority_says(0, kNs2, authoritative(kOldMx, 300)));
  bench.advance(Millis{0});
  bench.observe(delegation(10, std::vector{kNs1}));
  bench.advance(store::kDnsWriteDelay);
  bench.observe(delegation(20, std::vector{kNs1, kNs2}));
  bench.advance(Millis{0});
  bench.kill();
  bench.start();
  CHECK(record_of(bench.snapshot).authorities.contains(kNs2));
  CHECK(record_of(bench.snapshot).departed.empty());
}

TEST_CASE(
    "what a name server said before a restart is as old as it is, though it counts as published till then") {
  DnsBench bench;
  bench.observe(authority_says(0, kNs1, authoritative(kOldMx, 300), 7));
  bench.stop();
  bench.sleep(Seconds{3600});
  bench.start();
  const auto verdict = [&] {
    const auto assessed =
        cutover::assess(bench.watched.plans[0], *bench.snapshot.domains.at("example.org"), {}, bench.now());
    return std::ranges::find(assessed.gates, "authorities_agree",
                             [](const cutover::Gate& gate) { return gate.rule->id; })
        ->verdict;
  };
  CHECK(record_of(bench.snapshot).authorities.at(kNs1)->history.current()->last_seen == bench.now());
  CHECK(verdict().kind == cutover::VerdictKind::no_evidence);
  bench.observe(authority_says(3600, kNs1, authoritative(kOldMx, 300), 7));
  CHECK(verdict().kind == cutover::VerdictKind::no_evidence);
  bench.observe(delegation(3600, std::vector{kNs1}));
  CHECK(verdict().kind == cutover::VerdictKind::pass);
  CHECK(verdict().evidence_at == at(3600));
}

TEST_CASE(
    "the name servers of before a kill are not found ones for an agent, and are for who reads its file") {
  DnsBench bench;
  bench.observe(delegation(0, std::vector{kNs1, kNs2}));
  bench.observe(authority_says(20, kNs1, authoritative(kOldMx, 300)));
  bench.observe(authority_says(10, kNs2, authoritative(kOldMx, 300)));
  bench.advance(store::kDnsWriteDelay);
  bench.kill();
  bench.start();
  CHECK_FALSE(record_of(bench.snapshot).delegation_found);
  const auto read = store::with_kept_dns({}, bench.kept, bench.watched, store::kNobodyLooks);
  CHECK(record_of(read).delegation_found ==
        record_of(read).authorities.at(kNs1)->history.current()->last_asked);
}
