#include "core/cutover/record/zone_lines.hpp"

#include "core/cutover/decision/decision.hpp"
#include "core/cutover/record/original_ttl.hpp"
#include "tests/support/cutover_world.hpp"
#include "tests/support/moving_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>

// With which TTL a record is to be published.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr double kHour = 3600;
using Lines = std::vector<std::string>;

Plan plan_of(Kind kind) { return moving_plan(kind, pending_gates()); }

dns::RrSet a(const std::string& text) { return dns::RrSet::parse(dns::RrType::a, {text}).value(); }

}  // namespace

TEST_CASE("how long the absence of a record is kept is not its TTL once it is there") {
  MovingWorld world(plan_of(Kind::address));
  world.pass(600);
  CHECK(lines_to_publish(world.plan(), world.state(), Step::switch_over) ==
        Lines{"mail.example.org. 3600 IN A 198.51.100.9", "mail.example.org. 300 IN AAAA 2001:db8::9"});
}

TEST_CASE("nor when a record that is absent by now is brought back") {
  auto plan = plan_of(Kind::server);
  for (auto& record : plan.records) {
    if (record.question == kMailA) record.steps = {Step::switch_over};
  }
  MovingWorld world(plan, 60);
  world.pass(2 * kHour);
  world.take(Step::switch_over, 60);
  world.publish(kMailA, kAbsent, 3600);
  world.pass(600);
  const auto lines = lines_to_roll_back(world.plan(), world.state());
  CHECK(std::ranges::find(lines, "mail.example.org. 300 IN A 192.0.2.10") != lines.end());
}

TEST_CASE("where caches keep an absence for long the SOA is to be lowered too, and the lines say so") {
  MovingWorld world(plan_of(Kind::address));
  world.pass(600);
  const std::string soa =
      "; lower the minimum and the TTL of the zone's SOA record to 300: mail.example.org. AAAA is absent, "
      "which caches keep for 3600 s";
  CHECK(world.assess().decision.publish == Lines{"mail.example.org. 300 IN A 192.0.2.10", soa});
  world.publish(kMailA, a("192.0.2.10"), 300);
  world.pass(2 * kHour);
  CHECK(world.assess().phase == Phase::lower_ttl);
  CHECK_MESSAGE(world.assess().decision.next == Step::lower_ttl, world.sentence());
  CHECK(world.assess().decision.publish == Lines{"mail.example.org. 300 IN A 192.0.2.10", soa});
  world.publish(kMailAaaa, kAbsent, 300);
  world.pass(2 * kHour);
  CHECK_MESSAGE(world.assess().decision.next == Step::switch_over, world.sentence());
  CHECK_MESSAGE(world.assess().decision.kind == DecisionKind::go, world.sentence());
}

TEST_CASE("who cannot change the SOA waives the gate, and goes on") {
  auto plan = plan_of(Kind::address);
  plan.waived.push_back({"absence_expired", "the provider's SOA"});
  MovingWorld world(plan);
  world.publish(kMailA, a("192.0.2.10"), 300);
  world.pass(2 * kHour);
  CHECK_MESSAGE(world.assess().decision.next == Step::switch_over, world.sentence());
}

TEST_CASE("each record gets back the TTL that it had itself before it was lowered") {
  auto plan = plan_of(Kind::address);
  plan.ttl.original = Seconds{86'400};
  for (auto& record : plan.records) record.bounds.past.original_ttl = plan.ttl.original;
  std::erase_if(plan.records, [](const WatchedRecord& record) { return record.question == kMailAaaa; });
  const auto restored = [&](std::int64_t before) {
    MovingWorld world(plan, before);
    world.pass(600);
    world.set_ttl(60);
    world.pass(600);
    return lines_to_publish(world.plan(), world.state(), Step::done);
  };
  CHECK(restored(600) == Lines{"mail.example.org. 600 IN A 198.51.100.9"});
  // Found low, it may have been lowered before: what was said counts.
  CHECK(restored(200) == Lines{"mail.example.org. 86400 IN A 198.51.100.9"});
  CHECK(restored(60) == Lines{"mail.example.org. 86400 IN A 198.51.100.9"});
}

TEST_CASE("what was noted after the TTL had been lowered, as the operator says, is not the TTL from before") {
  auto plan = plan_of(Kind::address);
  for (auto& record : plan.records)
    record.bounds.past = {.original_ttl = Seconds{86'400}, .lowered_at = at(-7200)};
  MovingWorld world(plan, 600);
  world.pass(600);
  const auto& mail = plan.records.at(1);
  const auto& state = *world.state().records.at(mail.question);
  CHECK(original_ttl(mail, state, Seconds{300}) == Seconds{86'400});
}

TEST_CASE("what is to be absent is to be removed, and what is absent is") {
  const dns::Question record{name("example.net"), dns::RrType::mx};
  CHECK(zone_lines(record, kAbsent, Seconds{60}) == Lines{"; remove example.net. MX"});
  CHECK(published_lines(record, kAbsent, Seconds{60}) == Lines{"; example.net. MX: absent"});
  CHECK(published_lines(record, kOldMx, Seconds{60}) == zone_lines(record, kOldMx, Seconds{60}));
}
