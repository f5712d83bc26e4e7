#include "core/snapshot/clock_step.hpp"

#include "core/cutover/record/record_assessment.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const cutover::WatchedRecord kRecord{.question = kMxQuestion, .stages = {kOldMx, kNewMx}};
const dns::Resolver kResolver{"google", endpoint("192.0.2.1"), "google"};

/// All that DNS is judged by, once: a copy that counts down, one that stands still, refusals, a change.
Snapshot story() {
  auto named = answer(kOldMx, 590);
  named.nsid = "one";
  return folded(
      {delegation(0, std::vector{kNs1, kNs2}), authority_says(1, kNs1, authoritative(kOldMx, 600), 1),
       authority_says(1, kNs2, authoritative(kOldMx, 600), 1), resolver_says(10, "google", named),
       resolver_says(12, "other", answer(kOldMx, 30)), resolver_says(20, "other", answer(kOldMx, 30)),
       authority_says(30, kNs1, authoritative(kNewMx, 600), 2),
       authority_says(31, kNs2, authoritative(kNewMx, 600), 2),
       resolver_says(40, "refuses", answer_of_kind(dns::AnswerKind::refused)),
       OwnNetworkJudged{.domain = kDomain, .record = kMxQuestion, .at = at(41), .is_down = true},
       OwnNetworkJudged{.domain = kDomain, .record = kMxQuestion, .at = at(42), .is_down = false},
       ProbeRan{.domain = kDomain, .probe = "resolver", .at = at(43)}});
}

Snapshot stepped(double by) {
  const auto span = std::chrono::duration_cast<Millis>(std::chrono::duration<double>(by));
  return folded({ClockStepped{.at = at(50 + by), .by = span}}, story());
}

}  // namespace

TEST_CASE("after a step of the clock everything is judged as before, an hour forward or back") {
  const auto before = story();
  for (const double by : {3600.0, -3600.0, 86400.0 * 365, -2.5}) {
    CAPTURE(by);
    const auto after = stepped(by);
    for (const double now : {60.0, 300.0, 595.0, 603.0, 700.0, 5000.0}) {
      CAPTURE(now);
      const auto was = cutover::assess_resolver(kRecord, record_of(before), kResolver, at(now));
      const auto is = cutover::assess_resolver(kRecord, record_of(after), kResolver, at(now + by));
      CHECK(is.state == was.state);
      CHECK(is.caches == was.caches);
      REQUIRE(is.old_expires.has_value() == was.old_expires.has_value());
      if (is.old_expires) CHECK(*is.old_expires - *was.old_expires == at(by) - at(0));
      REQUIRE(is.oldest_copy.has_value() == was.oldest_copy.has_value());
      if (is.oldest_copy) CHECK(is.oldest_copy->age == was.oldest_copy->age);
      if (is.oldest_copy) CHECK(is.oldest_copy->age >= Millis{0});
    }
    const auto bound = cutover::bounds_of(kRecord, record_of(after), 1).changed;
    const auto bound_before = cutover::bounds_of(kRecord, record_of(before), 1).changed;
    REQUIRE((bound && *bound && bound_before && *bound_before));
    CHECK((*bound)->at - (*bound_before)->at == at(by) - at(0));
  }
}

TEST_CASE("a step moves every instant of DNS state, and nothing of the mail") {
  auto with_mail = folded({recorded(1, "m1")}, story());
  const auto after = folded({ClockStepped{.at = at(3650), .by = Seconds{3600}}}, with_mail);
  CHECK(mail_of(after).in_flight.at("m1").recorded == at(1));
  const auto& domain = *after.domains.at(kDomain);
  CHECK(domain.refusals.at("refuses").last == at(3640.1));
  CHECK(domain.probes.at("resolver").last_run == at(3643));
  const auto& record = record_of(after);
  CHECK(record.own_network.since == at(3642));
  const auto& view = *record.resolvers.at("google");
  CHECK(view.last->at == at(3610.1));
  CHECK(view.changes.front().at == at(3610.1));
  CHECK(view.instances.front().last_seen == at(3610.1));
  CHECK(view.holdings.front().sightings.front().sent == at(3610));
  CHECK(view.holdings.front().sightings.front().copy_since == at(3610.1));
  CHECK(view.ttl.largest_arrived.front() == at(3610.1));
  CHECK(view.entries.front().first_seen == at(3610.1));
  const auto& versions = record.authorities.at(kNs1)->history.versions;
  CHECK(versions.front().first_seen == at(3601.1));
  CHECK(versions.front().last_asked == at(3601));
  CHECK(versions.front().ended == at(3630.1));
  // The snapshot from before is untouched: who reads it on another thread goes on.
  CHECK(record_of(with_mail).resolvers.at("google")->last->at == at(10.1));
}

TEST_CASE("a step moves when identities were looked at") {
  const IdentitySeen seen{.domain = kDomain,
                          .path = "new",
                          .address = ip("198.51.100.7"),
                          .at = at(20),
                          .reverse = {},
                          .greeting = GreetingLook{}};
  const auto after = folded({seen, ClockStepped{.at = at(3650), .by = Seconds{3600}}});
  const auto& identity = after.domains.at(kDomain)->identities.at({"new", ip("198.51.100.7")});
  CHECK(identity.looked_at == at(3620));
  CHECK(identity.reverse->at == at(3620));
  CHECK(identity.greeting->at == at(3620));
}

TEST_CASE("a copy that is seen before a step and after it is one copy") {
  for (const double by : {3600.0, -3600.0}) {
    const auto after = folded({resolver_says(100 + by, "google",
                                             [] {
                                               auto named = answer(kOldMx, 500);
                                               named.nsid = "one";
                                               return named;
                                             }())},
                              stepped(by));
    CHECK(record_of(after).resolvers.at("google")->entries.size() == 1);
  }
}

TEST_CASE("what ended copies have shown moves along with the clock") {
  const auto before = folded(
      {resolver_says(10, "google", answer(kOldMx, 900)), resolver_says(1'000, "google", answer(kNewMx, 60))},
      story());
  const auto after = folded({ClockStepped{.at = at(4'600), .by = Seconds{3'600}}}, before);
  const auto& was = record_of(before).resolvers.at("google")->ended;
  const auto& is = record_of(after).resolvers.at("google")->ended;
  REQUIRE(was.size() == 1);
  REQUIRE(is.size() == 1);
  CHECK(is[0].ends_by - was[0].ends_by == Seconds{3'600});
  CHECK(is[0].first_seen - was[0].first_seen == Seconds{3'600});
}
