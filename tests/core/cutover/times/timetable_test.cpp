#include "core/cutover/times/timetable.hpp"

#include "tests/support/cutover_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;

/// A copy, so that it outlives the assessment.
StepTime time_of(const CutoverWorld& world, Step step) {
  const auto assessed = world.assess();
  const auto found = std::ranges::find(assessed.timetable, step, &StepTime::step);
  REQUIRE(found != assessed.timetable.end());
  return *found;
}

std::string text_of(const StepTime& time) {
  std::string out = time.sentence();
  for (const auto& proof : time.proofs) out += "\n" + proof.text;
  return out;
}

bool has(const StepTime& time, std::string_view words) {
  const bool is_there = text_of(time).contains(words);
  if (!is_there) MESSAGE(text_of(time));
  return is_there;
}

/// With two name servers that publish this from the first minute on.
CutoverWorld world_with(Plan plan, const dns::RrSet& rrset, std::int64_t ttl) {
  CutoverWorld world(std::move(plan));
  world.publish_everywhere(rrset, ttl);
  world.pass(120);
  return world;
}

}  // namespace

TEST_CASE("before anything is done: now, and what follows from that with the TTL that would be published") {
  auto world = world_with(proxy_plan(pending_gates()), kOldMx, 7200);
  CHECK(time_of(world, Step::lower_ttl).kind == StepTimeKind::open);
  CHECK(time_of(world, Step::lower_ttl).sentence() == "may be taken now");
  const auto change = time_of(world, Step::switch_over);
  CHECK(change.publish == std::vector<std::string>{"example.org. 300 IN MX 20 mail.example.org.",
                                                   "example.org. 300 IN MX 5 in.proxy.example."});
  CHECK(time_of(world, Step::remove_old).publish ==
        std::vector<std::string>{"example.org. 300 IN MX 5 in.proxy.example."});
  CHECK(change.kind == StepTimeKind::not_before);
  CHECK(change.supposes == Supposition{Step::lower_ttl, at(120)});
  CHECK(change.at == at(120 + 7200 + 5));
  CHECK(has(change,
            "if lower_ttl is taken at 2026-12-01T00:02:00.000Z: copies of example.org. MX with its TTL "
            "of 7200 s may live until 2026-12-01T02:02:05.000Z"));
  const auto removal = time_of(world, Step::remove_old);
  CHECK(removal.at == at(120 + 7200 + 5 + 600 + 2 * kHour));
  CHECK(has(removal,
            "copies of example.org. MX with its TTL of 300 s may live until 2026-12-01T02:07:10.000Z"));
  CHECK(has(removal, "mail by the new path proves it by 2026-12-01T04:12:05.000Z at the earliest"));
  CHECK(time_of(world, Step::retire_old).at == at(120 + 7200 + 5 + 600 + 2 * kHour + 300 + 5));
  CHECK(time_of(world, Step::done).at == time_of(world, Step::retire_old).at);
}

TEST_CASE(
    "once the TTL is lowered the proof names the server that was last to leave it, its TTL, and the rest") {
  auto world = world_with(proxy_plan(pending_gates()), kOldMx, 7200);
  world.publish_everywhere(kOldMx, 60);
  world.pass(300);
  const auto lowering = time_of(world, Step::lower_ttl);
  CHECK(lowering.kind == StepTimeKind::taken);
  CHECK(lowering.sentence() == "taken since 2026-12-01T00:02:00.100Z");
  CHECK(lowering.publish.empty());
  const auto change = time_of(world, Step::switch_over);
  CHECK(change.kind == StepTimeKind::at);
  CHECK(change.at == at(120.1 + 7200 + 5));
  CHECK(
      has(change, "copies of example.org. MX with a TTL above 60 s may live until 2026-12-01T02:02:05.100Z"));
  CHECK(has(
      change,
      "was first seen without 10 mail.example.org. at 2026-12-01T00:02:00.100Z; + 7200 s TTL + 5 s margin"));
  CHECK(change.publish.size() == 2);
}

TEST_CASE("while one name server has lowered the TTL, later steps are reckoned with the lowered one") {
  auto world = world_with(proxy_plan(pending_gates()), kOldMx, 7200);
  world.publish(kNs1, kOldMx, 60);
  world.pass(60);
  REQUIRE(world.assess().decision.next == Step::lower_ttl);
  const auto removal = time_of(world, Step::remove_old);
  CHECK(has(removal, "copies of example.org. MX with its TTL of 300 s may live until"));
  CHECK(removal.publish == std::vector<std::string>{"example.org. 300 IN MX 5 in.proxy.example."});
}

TEST_CASE("who came late reckons from the start, with the TTL that was named or 48 h") {
  auto plan = proxy_plan(pending_gates());
  SUBCASE("named") {
    const auto world = world_with(plan, kOldMx, 60);
    const auto change = time_of(world, Step::switch_over);
    CHECK(change.at == at(0.1 + kHour + 5));
    CHECK(has(change, "by the original TTL, since nobody looked before"));
    CHECK(has(change, "was first asked at 2026-12-01T00:00:00.100Z; + 3600 s TTL + 5 s margin"));
  }
  SUBCASE("not named") {
    for (auto& record : plan.records) record.bounds.past.original_ttl.reset();
    const auto world = world_with(plan, kOldMx, 60);
    CHECK(time_of(world, Step::switch_over).at == at(0.1 + 48 * kHour + 5));
    CHECK(time_of(world, Step::switch_over).kind == StepTimeKind::at);
  }
}

TEST_CASE("a TTL that cannot be changed: no step lowers it, and the removal carries it") {
  auto plan = proxy_plan(pending_gates());
  plan.ttl.is_fixed = true;
  auto world = world_with(plan, kOldMx, 14'400);
  const auto assessed = world.assess();
  CHECK(assessed.timetable.front().step == Step::switch_over);
  CHECK(assessed.timetable.front().kind == StepTimeKind::open);
  CHECK(has(assessed.timetable.front(), "the TTL cannot be changed (ttl_fixed)"));
  CHECK(time_of(world, Step::remove_old).at == at(120 + 14'400 + 5));
  CHECK(has(time_of(world, Step::remove_old), "with its TTL of 14400 s"));
}

TEST_CASE("while a name server has not been seen off there is no time, and it is named") {
  auto world = world_with(proxy_plan(pending_gates()), kOldMx, 60);
  world.pass(2 * kHour);
  world.publish(kNs1, kNewMx, 60);
  world.pass(kHour);
  const auto change = time_of(world, Step::switch_over);
  CHECK(change.kind == StepTimeKind::under_way);
  CHECK(has(change, "under way since 2026-12-01T02:02:00.100Z"));
  CHECK(has(change, "ns2.example.org. (198.51.100.53) publishes 10 mail.example.org. for example.org. MX"));
  for (const auto step : {Step::remove_old, Step::retire_old, Step::done}) {
    CHECK(time_of(world, step).kind == StepTimeKind::no_time);
    CHECK_FALSE(time_of(world, step).at);
  }
  for (const auto step : {Step::remove_old, Step::done})
    CHECK(has(time_of(world, step), "switch comes first: ns2.example.org. (198.51.100.53) publishes"));
}

TEST_CASE("a silent name server is missing evidence: no time, and which") {
  auto world = world_with(proxy_plan(pending_gates()), kOldMx, 7200);
  world.publish_everywhere(kOldMx, 60);
  world.pass(300);
  world.set_silent(kNs2, true);
  world.pass(600);
  const auto change = time_of(world, Step::switch_over);
  CHECK(change.kind == StepTimeKind::no_time);
  CHECK(has(change, "no time can be told: ns2.example.org. (198.51.100.53) last said what it publishes"));
  CHECK(time_of(world, Step::remove_old).kind == StepTimeKind::no_time);
}

TEST_CASE("what is missing beside time is named, and the time is no promise") {
  auto world = world_with(proxy_plan(), kOldMx, 7200);
  world.publish_everywhere(kOldMx, 60);
  world.pass(300);
  const auto change = time_of(world, Step::switch_over);
  CHECK(change.kind == StepTimeKind::not_before);
  CHECK(change.at == at(120.1 + 7200 + 5));
  CHECK(change.sentence().starts_with("not before 2026-12-01T02:02:05.100Z, and not without path_proven: "));
}

TEST_CASE("senders may try the old server for as long as they retry, from the switch on at least") {
  auto world = world_with(proxy_plan(), kOldMx, 7200);
  const auto quiet = 48 * kHour;
  const auto switch_at = *time_of(world, Step::switch_over).at;
  CHECK(time_of(world, Step::retire_old).at == switch_at + std::chrono::hours{48});
  world.publish_everywhere(kOldMx, 60);
  world.pass(3 * kHour);
  CHECK(time_of(world, Step::retire_old).at == at(world.now() + quiet));
  world.publish_everywhere(kNewMx, 60);
  world.pass(kHour);
  const auto retirement = time_of(world, Step::retire_old);
  CHECK(retirement.at == at(3 * kHour + 120.1 + quiet));
  CHECK(has(retirement,
            "mail went there up to the switch at 2026-12-01T03:02:00.100Z, and senders try for 48 h"));
}

TEST_CASE("the old server: copies that lead to it, and mail that nobody saw come in") {
  auto world = world_with(proxy_plan(), kOldMx, 60);
  world.pass(2 * kHour);
  world.publish_everywhere(kNewMx, 60);
  world.pass(4 * kHour);
  world.publish_everywhere(kLastMx, 60);
  world.pass(30);
  const auto retirement = time_of(world, Step::retire_old);
  CHECK(retirement.kind == StepTimeKind::not_before);
  CHECK(retirement.at == at(2 * kHour + 120.1 + 48 * kHour));
  CHECK(has(retirement, "copies of example.org. MX that lead to the old server may live until"));
  CHECK(has(retirement,
            "mail went there up to the switch at 2026-12-01T02:02:00.100Z, and senders try for 48 h"));
}

TEST_CASE("after a rollback the steps are told of anew") {
  auto world = world_with(proxy_plan(pending_gates()), kOldMx, 60);
  world.pass(2 * kHour);
  world.publish_everywhere(kNewMx, 60);
  world.pass(300);
  CHECK(time_of(world, Step::switch_over).sentence() == "taken since 2026-12-01T02:02:00.100Z");
  world.publish_everywhere(kOldMx, 60);
  world.pass(300);
  CHECK(time_of(world, Step::switch_over).kind == StepTimeKind::open);
  const auto removal = time_of(world, Step::remove_old);
  CHECK(removal.supposes == Supposition{Step::switch_over, at(world.now())});
  CHECK(removal.at == at(world.now() + 600 + 2 * kHour));
}

TEST_CASE("the way back: what to publish, and when the last copy of what is there now has ended") {
  auto world = world_with(proxy_plan(pending_gates()), kOldMx, 60);
  CHECK(world.assess().way_back.publish ==
        std::vector<std::string>{"example.org. 3600 IN MX 10 mail.example.org."});
  CHECK(world.assess().way_back.is_ttl_only);
  world.pass(2 * kHour);
  world.publish_everywhere(kNewMx, 900);
  world.pass(300);
  const auto way = world.assess().way_back;
  CHECK_FALSE(way.is_ttl_only);
  CHECK(way.publish == std::vector<std::string>{"example.org. 900 IN MX 10 mail.example.org."});
  CHECK(way.effective == at(world.now() + 900 + 5));
  CHECK(way.proofs.size() == 1);
  world.set_silent(kNs1, true);
  world.pass(900);
  CHECK_FALSE(world.assess().way_back.effective);
}

TEST_CASE("the way back: copies of what comes back are no reason to wait") {
  auto world = world_with(proxy_plan(pending_gates()), kOldMx, 86'400);
  world.pass(49 * kHour);
  world.publish_everywhere(kOldMx, 60);
  world.pass(60);
  world.publish_everywhere(kNewMx, 60);
  world.pass(60);
  CHECK(world.assess().way_back.effective == at(world.now() + 60 + 5));
}

TEST_CASE("the way back: the TTL of what a name server has not left yet is no reason to wait either") {
  auto world = world_with(proxy_plan(pending_gates()), kOldMx, 86'400);
  world.pass(49 * kHour);
  world.publish(kNs1, kNewMx, 60);
  world.pass(60);
  CHECK(world.assess().way_back.effective == at(world.now() + 60 + 5));
}

TEST_CASE("the way back: copies of what nobody planned, published in between, are waited for") {
  auto world = world_with(proxy_plan(pending_gates()), kOldMx, 60);
  world.pass(49 * kHour);
  world.publish_everywhere(mx({"10 other.example.org"}), 7200);
  world.pass(60);
  const auto gone = at(world.now() + 0.1);
  world.publish_everywhere(kNewMx, 60);
  world.pass(60);
  const auto way = world.assess().way_back;
  CHECK(way.effective == gone + Seconds{7200 + 5});
  CHECK(way.proofs.front().text.contains("earlier copies of example.org. MX may live until"));
}
