#include "core/cutover/record/record_assessment.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

// The curve, the ratio and what is said of each resolver are one story.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const dns::Resolver kGoogle{"google", endpoint("192.0.2.1"), "google"};

/// TTL 60, changed at 1000: no honest copy of the old record lives beyond 1065.1.
WatchedRecord changing() {
  WatchedRecord record{.question = kMxQuestion, .stages = {kOldMx, kNewMx}};
  record.bounds.past.original_ttl = Seconds{60};
  return record;
}

std::vector<Observation> change() {
  return {authority_says(0, kNs1, authoritative(kOldMx, 60)),
          authority_says(990, kNs1, authoritative(kOldMx, 60)),
          authority_says(1'000, kNs1, authoritative(kNewMx, 60), 2),
          authority_says(1'900, kNs1, authoritative(kNewMx, 60), 2)};
}

Observation shows(double when, const dns::RrSet& rrset, std::int64_t ttl) {
  return resolver_says(when, "google", answer(rrset, ttl));
}

Observation floor_of(std::int64_t floor, std::size_t caches = 1) {
  return CalibrationFound{
      .domain = kDomain,
      .names = {name("cal.example.org"), name("cal0.example.org")},
      .resolver = "google",
      .at = at(1),
      .result = dns::Calibration{.long_ttl = Seconds{172'800},
                                 .short_ttl = Seconds{1},
                                 .given_long = dns::GivenTtls{Seconds{172'800}, Seconds{172'800}},
                                 .given_short = dns::GivenTtls{Seconds{floor}, Seconds{floor}},
                                 .held_at_zero = std::nullopt,
                                 .aging = std::nullopt,
                                 .caches = caches,
                                 .unmeasured = {}}};
}

/// Old copies whose TTL of 300 stands still, so that it tells nothing about their end.
Snapshot standing(const std::vector<Observation>& more) {
  auto story = change();
  for (const double when : {991.0, 994.0, 997.0}) story.push_back(shows(when, kOldMx, 300));
  return folded(more, folded(story));
}

RecordAssessment assessed(const WatchedRecord& record, const Snapshot& snapshot, double now) {
  static const std::vector<dns::Resolver> kAll{kGoogle};
  return assess_record(record, *snapshot.domains.at(kDomain), kAll, at(now));
}

}  // namespace

TEST_CASE("curve: a measured floor moves the last step, as it moves the end of the old copy") {
  const auto record = changing();
  const auto plain = standing({});
  CHECK(assessed(record, plain, 1'030).curve.back() == dns::CurvePoint{at(1'065.1), 1});
  const auto known = standing({floor_of(200)});
  const auto later = assessed(record, known, 1'030);
  CHECK(later.resolvers[0].old_expires == at(1'205.1));
  CHECK(later.curve.back() == dns::CurvePoint{at(1'205.1), 1});
}

TEST_CASE("ratio: who can hold an old copy by a measured floor does not count as new before its end") {
  const auto record = changing();
  const auto known = standing({floor_of(200, 2), shows(1'055, kNewMx, 60)});
  const auto mixed = assessed(record, known, 1'100);
  CHECK(mixed.resolvers[0].state == dns::AnswerState::mixed);
  CHECK(mixed.propagation_ratio == 0.5);
  const auto over = standing({floor_of(200, 2), shows(1'055, kNewMx, 60), shows(1'200, kNewMx, 60)});
  CHECK(assessed(record, over, 1'206).propagation_ratio == 1);
}

TEST_CASE("curve: no resolver is told to be new before its old copies are told to end, nor later") {
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= 3'000; ++seed) {
    INFO("seed ", seed);
    Cases cases(seed);
    const auto record = changing();
    auto story = change();
    if (cases.chance(50))
      story.push_back(floor_of(cases.between(2, 500), static_cast<std::size_t>(cases.between(1, 3))));
    const bool stands = cases.chance(40);
    const double last = 1'000.0 + static_cast<double>(cases.between(0, 60'000)) / 1'000;
    for (double when = 950; when < last; when += static_cast<double>(cases.between(1'000, 20'000)) / 1'000) {
      const std::int64_t ttl = stands ? 300 : cases.chance(80) ? 1'060 - static_cast<std::int64_t>(when) : 30;
      story.push_back(shows(when, cases.chance(85) ? kOldMx : kNewMx, std::max<std::int64_t>(ttl, 0)));
    }
    const auto snapshot = folded(story);
    const auto now = last + static_cast<double>(cases.between(200, 30'000)) / 1'000;
    const auto it = assessed(record, snapshot, now);
    const auto& resolver = it.resolvers[0];
    if (it.curve.empty() || resolver.kept) continue;
    CHECK(it.curve.front().share_new == it.propagation_ratio);
    CHECK((it.propagation_ratio == 1) == !resolver.old_expires);
    CHECK(it.curve.back().share_new == 1);
    if (!resolver.old_expires) continue;
    ++compared;
    CHECK(*resolver.old_expires > at(now));
    CHECK(it.curve.back().at == *resolver.old_expires);
  }
  CHECK(compared > 1'000);
}

TEST_CASE("an old copy whose TTL stands still is there until an answer shows it gone, not until the bound") {
  const auto record = changing();
  const auto silent = standing({shows(1'060, kOldMx, 300)});
  CHECK(assessed(record, silent, 1'070).resolvers[0].state == dns::AnswerState::old_stage);
  CHECK(assessed(record, silent, 1'070).propagation_ratio == 0);
  const auto between = standing({shows(1'050, kNewMx, 60), shows(1'060, kOldMx, 300)});
  CHECK(assessed(record, between, 1'070).resolvers[0].state == dns::AnswerState::mixed);
  CHECK(assessed(record, between, 1'070).propagation_ratio == 0.5);
  const auto gone = standing({shows(1'060, kOldMx, 300), shows(1'068, kNewMx, 60)});
  CHECK(assessed(record, gone, 1'070).resolvers[0].state == dns::AnswerState::new_stage);
}
