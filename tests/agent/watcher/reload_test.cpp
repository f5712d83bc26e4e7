#include "tests/support/watcher_bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

const dns::Question kOtherMx{name("example.net"), dns::RrType::mx};
const dns::Question kImapA{name("imap.example.org"), dns::RrType::a};

/// A watcher that was started with one domain, and is given other configurations.
struct Bench : WatcherBench {
  explicit Bench(int resolvers_in_use = 1) : WatcherBench(resolvers_in_use) {
    world.dns.publishes(kServer, {name("example.net"), dns::RrType::soa}, {"ns root 5 1 1 1 1"});
    world.dns.publishes(kServer, kOtherMx, {"10 mail.example.org."}, 300);
    world.dns.publishes(kServer, kImapA, {"192.0.2.10"}, 300);
    for (int i = 0; i < 3; ++i) {
      world.dns.holds(address_of(i), kOtherMx, {"10 mail.example.org."}, 120);
      world.dns.holds(address_of(i), kImapA, {"192.0.2.10"}, 120);
    }
  }

  cutover::Plan other() const {
    cutover::Plan plan = world.plan;
    plan.domain = name("example.net");
    plan.records.front().question = kOtherMx;
    return plan;
  }
  void reload(std::vector<cutover::Plan> plans, const Snapshot& recalled = {}) {
    watcher->reload({.plans = std::move(plans), .resolvers = resolvers}, recalled);
  }
  std::size_t questions(const dns::Question& question) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        world.dns.asked, [&](const auto& each) { return each.query.question == question; }));
  }
  const DomainState& state(const std::string& domain = kDomain) const {
    return *watcher->snapshot().domains.at(domain);
  }
};

}  // namespace

TEST_CASE("a domain that is added begins, and disturbs nothing that runs") {
  Bench bench;
  bench.start();
  bench.world.sim.advance(300s);
  Bench undisturbed;
  undisturbed.start();
  undisturbed.world.sim.advance(300s);
  const auto before = bench.asked();
  bench.reload({bench.world.plan, bench.other()});
  bench.world.sim.advance(300s);
  CHECK(bench.questions(kOtherMx) >= 8);
  CHECK(bench.state("example.net").records.at(kOtherMx)->authorities.size() == 1);
  const auto after = bench.asked();
  CHECK(after.size() >= before.size() + 4);
  CHECK(after.size() <= before.size() + 6);
  CHECK(record_of(bench.watcher->snapshot()).authorities.at(kNs1)->history.versions.size() == 1);
  CHECK(record_of(bench.watcher->snapshot()).authorities.at(kNs1)->history.current()->first_seen < at(60));
}

TEST_CASE("a reload that changes nothing moves no probe's time") {
  const auto gaps = [](bool is_reloaded_often) {
    Bench bench;
    bench.start();
    for (int i = 0; i < 600; ++i) {
      bench.world.sim.advance(1s);
      if (is_reloaded_often) bench.reload({bench.world.plan});
    }
    const auto asked = bench.asked();
    Millis least = 600s;
    for (std::size_t i = 1; i < asked.size(); ++i)
      least = std::min(least, std::chrono::duration_cast<Millis>(asked[i] - asked[i - 1]));
    return std::pair(asked.size(), least);
  };
  const auto [count, least] = gaps(true);
  CHECK(count >= 9);
  CHECK(count <= 11);
  CHECK(least >= 47s);
}

TEST_CASE("a domain that is removed is asked for no more and leaves nothing") {
  Bench bench;
  bench.start();
  bench.reload({bench.world.plan, bench.other()});
  bench.world.sim.advance(300s);
  bench.reload({bench.other()});
  CHECK(bench.cell.load()->domains.size() == 1);
  CHECK(bench.cell.load()->domains.contains("example.net"));
  bench.world.sim.advance(1s);
  const auto asked = bench.questions(kMxQuestion);
  const auto other = bench.questions(kOtherMx);
  bench.world.sim.advance(600s);
  CHECK(bench.questions(kMxQuestion) == asked);
  CHECK(bench.questions(kOtherMx) >= other + 15);
  CHECK_FALSE(bench.watcher->snapshot().domains.contains(kDomain));
}

TEST_CASE("what a run under way sees of a domain that was removed meanwhile is dropped") {
  Bench bench;
  bench.world.dns.delay = 3s;
  bench.start();
  bench.world.sim.advance(1500ms);
  REQUIRE(bench.watcher->running() > 0);
  bench.reload({bench.other()});
  bench.world.sim.advance(20s);
  CHECK_FALSE(bench.watcher->snapshot().domains.contains(kDomain));
  bench.watcher->observe(recorded(20, "0001"));
  CHECK_FALSE(bench.watcher->snapshot().domains.contains(kDomain));
}

TEST_CASE("a look at the delegation under way leaves name servers that were configured meanwhile alone") {
  Bench bench;
  const dns::NameServer found{"ns9.example.org.", endpoint("192.0.2.99")};
  bench.world.dns.holds(address_of(0), {name("example.org"), dns::RrType::ns}, {found.name});
  bench.world.dns.holds(address_of(0), {name(found.name), dns::RrType::a}, {"192.0.2.99"});
  bench.world.dns.holds(address_of(0), {name(found.name), dns::RrType::aaaa}, {});
  const auto configured = bench.world.plan;
  bench.world.plan.name_servers.clear();
  bench.world.dns.delay = 3s;
  bench.start();
  bench.world.sim.advance(1500ms);
  REQUIRE(bench.watcher->running() > 0);
  bench.reload({configured});
  bench.world.sim.advance(30s);
  const auto& record = record_of(bench.watcher->snapshot());
  CHECK(record.authorities.contains(kNs1));
  CHECK_FALSE(record.authorities.contains(found));
  CHECK_FALSE(record.departed.contains(kNs1));
}

TEST_CASE("of a domain that is changed, the records that stay keep what is known, the others go") {
  Bench bench;
  auto wide = bench.world.plan;
  wide.records.push_back({.question = kImapA, .stages = {bench.world.plan.records.front().stages}});
  bench.start();
  bench.reload({wide});
  bench.world.sim.advance(300s);
  const auto first_seen =
      bench.state().records.at(kMxQuestion)->authorities.at(kNs1)->history.current()->first_seen;
  REQUIRE(bench.state().records.contains(kImapA));
  auto changed = bench.world.plan;
  changed.records.front().stages = {kOldMx, kNewMx, kLastMx};
  changed.records.front().quiet.planned_at = at(100'000);
  bench.reload({changed});
  CHECK_FALSE(bench.state().records.contains(kImapA));
  CHECK(bench.state().records.at(kMxQuestion)->authorities.at(kNs1)->history.current()->first_seen ==
        first_seen);
  bench.world.sim.advance(10s);
  const auto asked = bench.questions(kImapA);
  bench.world.sim.advance(300s);
  CHECK(bench.questions(kImapA) == asked);
  CHECK_FALSE(bench.state().records.contains(kImapA));
}

TEST_CASE("a plan that is changed is what the next run goes by") {
  Bench bench;
  bench.start();
  bench.world.sim.advance(300s);
  auto changed = bench.world.plan;
  changed.records.front().quiet.planned_at = bench.world.sim.clock.wall() + 60s;  // within the TTL of 300 s
  bench.reload({changed});
  const auto asked = bench.asked().size();
  bench.world.sim.advance(240s);
  CHECK(bench.asked().size() == asked);
  CHECK(bench.skipped(SkipReason::quiet_window) >= 3);
}

TEST_CASE("counters go on, those of resolvers that are removed end") {
  Bench bench(2);
  bench.start();
  bench.world.sim.advance(300s);
  const auto before = bench.watcher->snapshot().resolvers.at("r0")->queries.at(QueryResult::ok);
  REQUIRE(before >= 4);
  bench.resolvers.pop_back();
  bench.reload({bench.world.plan});
  CHECK(bench.watcher->snapshot().resolvers.at("r0")->queries.at(QueryResult::ok) == before);
  CHECK_FALSE(bench.watcher->snapshot().resolvers.contains("r1"));
  CHECK_FALSE(record_of(bench.watcher->snapshot()).resolvers.contains("r1"));
  bench.world.sim.advance(300s);
  CHECK(bench.watcher->snapshot().resolvers.at("r0")->queries.at(QueryResult::ok) >= before + 4);
  CHECK_FALSE(bench.watcher->snapshot().resolvers.contains("r1"));
}

TEST_CASE("a resolver that moves to another address brings no copies along, nor a reply under way") {
  Bench bench;
  bench.start();
  bench.world.sim.advance(300s);
  REQUIRE(record_of(bench.watcher->snapshot()).resolvers.contains("r0"));
  bench.world.dns.delay = 4s;
  while (bench.watcher->running() == 0) bench.world.sim.advance(100ms);
  bench.world.dns.holds(address_of(2), kMxQuestion, {"10 mail.example.org."}, 120);
  bench.resolvers.front().endpoint = endpoint(address_of(2));
  bench.reload({bench.world.plan});
  CHECK_FALSE(record_of(bench.watcher->snapshot()).resolvers.contains("r0"));
  const auto old_questions = bench.asked(0).size();
  bench.world.sim.advance(200s);
  CHECK(bench.asked(0).size() <= old_questions + 1);
  CHECK(bench.asked(2).size() >= 2);
}

TEST_CASE("the reply of the address that a resolver had is not taken for the new one's") {
  Bench bench;
  bench.world.dns.delay = 4s;
  bench.start();
  while (bench.asked(0).empty()) bench.world.sim.advance(100ms);
  bench.resolvers.front().endpoint = endpoint(address_of(2));
  bench.reload({bench.world.plan});
  bench.world.sim.advance(5s);
  CHECK_FALSE(record_of(bench.watcher->snapshot()).resolvers.contains("r0"));
}

TEST_CASE("an added domain goes on from what is recalled of it") {
  Bench bench;
  bench.start();
  bench.world.sim.advance(10s);
  Snapshot recalled;
  recalled = fold(std::move(recalled), resolver_says(1, "r0", answer(kOldMx, 300), "example.net"));
  bench.reload({bench.world.plan, bench.other()}, recalled);
  CHECK(bench.watcher->snapshot().domains.at("example.net")->records.contains(kMxQuestion));
}
