#include "tests/support/probe_bench.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;
using namespace std::chrono_literals;

namespace {

const std::string kResolver = "192.0.2.1";

struct Bench : ProbeBench {
  explicit Bench(const std::string& address = kResolver) {
    watch(kMxQuestion);
    resolvers = {{"google", endpoint(address), "google"}};
    dns.holds(address, kMxQuestion, {"10 mail.example.org."}, 120);
    knows({authority_says(-10, kNs1, authoritative(kOldMx, 300))});
  }
  void knows(const std::vector<Observation>& story) {
    seen = folded(story, std::move(seen));
    known = seen.domains.at(kDomain);
  }
  void plan_change(double when) { plan.records.front().quiet.planned_at = at(when); }

  /// The reason of the skip, or none when the resolver was asked.
  std::optional<SkipReason> skip() {
    const auto asked_before = dns.asked.size();
    const auto observations = run("resolver/");
    REQUIRE(observations.size() == 1);
    const auto* skipped = std::get_if<ProbeSkipped>(&observations.front());
    CHECK((dns.asked.size() == asked_before) == (skipped != nullptr));
    if (skipped == nullptr) return std::nullopt;
    CHECK(skipped->probe == "resolver");
    return skipped->reason;
  }
  std::optional<WallTime> wish() {
    const auto watched_for = std::chrono::duration_cast<Millis>(sim.clock.steady() - watching_since);
    return probe("resolver/").probe->wanted_at(*known, {.now = sim.clock.wall(), .watched_for = watched_for});
  }

  Snapshot seen;
};

}  // namespace

TEST_CASE("in the quiet window no resolver is asked for the record, the authorities are") {
  Bench bench;
  bench.plan_change(400);
  CHECK_FALSE(bench.skip());
  bench.sim.advance(100s);
  CHECK(bench.skip() == SkipReason::quiet_window);
  bench.plan.name_servers = {kNs1};
  bench.dns.publishes(kNs1.endpoint.address.text(), kMxQuestion, {"10 mail.example.org."}, 300);
  CHECK(bench.run_for<AuthorityAnswered>("authority/").sighting.answer.has_value());
  bench.knows({authority_says(100, kNs1, authoritative(kNewMx, 300))});
  CHECK_FALSE(bench.skip());
}

TEST_CASE("a record that the plan does not change is asked for in the quiet window too") {
  Bench bench;
  bench.plan_change(10);
  bench.plan.records.front().stages = {kOldMx};
  CHECK_FALSE(bench.skip());
}

TEST_CASE("no resolver is asked before an authority was, for ten seconds") {
  Bench bench;
  bench.known = {};
  bench.watching_since = bench.sim.clock.steady();
  CHECK(bench.skip() == SkipReason::authority_first);
  CHECK(bench.wish() == at(10));
  bench.sim.advance(5s);
  bench.knows({authority_says(5, kNs1, authoritative(kOldMx, 300))});
  CHECK_FALSE(bench.skip());
}

TEST_CASE("a new name is not asked for until every authority has it") {
  Bench bench;
  bench.plan.records.front().stages = {kAbsent, kNewMx};
  bench.seen = {};
  bench.knows({delegation(-5, std::vector{kNs1, kNs2}), authority_says(-4, kNs1, authoritative(kNewMx, 60)),
               authority_says(-4, kNs2, authoritative(kAbsent, 60))});
  CHECK(bench.skip() == SkipReason::authority_first);
  CHECK_FALSE(bench.wish());
  bench.knows({authority_says(-1, kNs2, authoritative(kNewMx, 60))});
  CHECK_FALSE(bench.skip());
}

TEST_CASE(
    "one operator is asked three times at once, then every two seconds, on all its addresses together") {
  Bench bench;
  for (int i = 0; i < 3; ++i) CHECK_FALSE(bench.skip());
  const auto before = bench.sim.clock.wall();
  for (int i = 0; i < 10; ++i) CHECK_FALSE(bench.skip());
  CHECK(bench.sim.clock.wall() - before >= 19s);
  CHECK(bench.sim.clock.wall() - before <= 25s);
  bench.plan.records.front().interval = 1s;
  CHECK_FALSE(bench.pace.turn("google", bench.sim.clock.steady(), 1s));
  CHECK(bench.skip() == SkipReason::paced);
}

TEST_CASE("resolvers on loopback are asked as often as the plan says") {
  Bench bench("127.0.0.1");
  for (int i = 0; i < 20; ++i) CHECK_FALSE(bench.skip());
  CHECK(bench.sim.clock.wall() - kStart < 1s);
}

TEST_CASE("a quiet window that begins while a resolver's turn is waited for is kept") {
  Bench bench;
  bench.plan_change(301);
  for (int i = 0; i < 3; ++i) CHECK_FALSE(bench.skip());
  CHECK(bench.skip() == SkipReason::quiet_window);
}

TEST_CASE("a resolver that refuses is asked less and less often") {
  Bench bench;
  bench.dns.says(kResolver, kMxQuestion, dns::rcode::kRefused);
  std::vector<double> asked;
  for (int minute = 0; minute < 60; ++minute) {
    const auto observations = bench.run("resolver/");
    if (std::holds_alternative<ResolverAnswered>(observations.front())) asked.push_back(minute);
    if (std::holds_alternative<ProbeSkipped>(observations.front()))
      CHECK(std::get<ProbeSkipped>(observations.front()).reason == SkipReason::backed_off);
    bench.knows(observations);
    bench.sim.advance(Millis{at(60.0 * (minute + 1)) - bench.sim.clock.wall()});
  }
  CHECK(asked == std::vector<double>{0, 1, 2, 4, 8, 16, 26, 36, 46, 56});
  bench.dns.holds(kResolver, kMxQuestion, {"10 mail.example.org."});
  bench.sim.advance(10min);
  bench.knows(bench.run("resolver/"));
  CHECK_FALSE(bench.skip());
}

TEST_CASE("a resolver with an old copy wants to be asked when the copy ends, once all authorities changed") {
  Bench bench;
  bench.knows({resolver_says(0, "google", answer(kOldMx, 100))});
  CHECK_FALSE(bench.wish());
  bench.knows({authority_says(10, kNs1, authoritative(kNewMx, 300))});
  CHECK(bench.wish() == at(101.1));
}
