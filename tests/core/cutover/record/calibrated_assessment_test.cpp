#include "core/cutover/asking/calibrating.hpp"
#include "core/cutover/record/record_assessment.hpp"
#include "core/cutover/record/resolver_ways.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

// What was measured at a resolver, in the judgement of a record: more care, and never a finding of its own.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

const dns::Resolver kGoogle{"google", endpoint("192.0.2.1"), "google"};
const dns::WildcardNames kNames{name("cal.example.org"), name("cal0.example.org")};

WatchedRecord record_with_ttl(std::int64_t original_ttl) {
  WatchedRecord record{.question = kMxQuestion, .stages = {kOldMx, kNewMx}};
  record.bounds.past.original_ttl = Seconds{original_ttl};
  return record;
}

/// As published with two days and one second.
dns::Calibration figures(std::int64_t cap, std::int64_t floor, std::size_t caches = 1) {
  return {.long_ttl = Seconds{172'800},
          .short_ttl = Seconds{1},
          .given_long = dns::GivenTtls{Seconds{cap}, Seconds{cap}},
          .given_short = dns::GivenTtls{Seconds{floor}, Seconds{floor}},
          .held_at_zero = std::nullopt,
          .aging = dns::Aging::counts_down,
          .caches = caches,
          .unmeasured = {}};
}

Observation measured(double when, Result<dns::Calibration> result) {
  return CalibrationFound{
      .domain = kDomain, .names = kNames, .resolver = "google", .at = at(when), .result = std::move(result)};
}

/// TTL 60, changed at 1000; the resolver had the old record until then, and has the new one.
std::vector<Observation> changed() {
  return {authority_says(0, kNs1, authoritative(kOldMx, 60)),
          authority_says(990, kNs1, authoritative(kOldMx, 60)),
          resolver_says(991, "google", answer(kOldMx, 60)),
          resolver_says(994, "google", answer(kOldMx, 57)),
          authority_says(1'000, kNs1, authoritative(kNewMx, 60), 2),
          authority_says(1'500, kNs1, authoritative(kNewMx, 60), 2),
          resolver_says(1'055, "google", answer(kNewMx, 60))};
}

const DomainState& domain_of(const Snapshot& snapshot) { return *snapshot.domains.at(kDomain); }

}  // namespace

TEST_CASE("calibration: more caches than the answers show make a resolver mixed, until the bound") {
  const auto record = record_with_ttl(60);
  auto story = changed();
  const auto alone = folded(story);
  CHECK(assess_resolver(record, domain_of(alone), kGoogle, at(1'056)).state == dns::AnswerState::new_stage);
  story.push_back(measured(1, figures(172'800, 1, 3)));
  const auto known = folded(story);
  const auto seen = assess_resolver(record, domain_of(known), kGoogle, at(1'056));
  CHECK(seen.state == dns::AnswerState::mixed);
  CHECK(seen.caches == 3);
  CHECK(assess_resolver(record, domain_of(known), kGoogle, at(1'066)).state == dns::AnswerState::new_stage);
}

TEST_CASE("calibration: a floor keeps a pool mixed for as long as it can hold old copies") {
  const auto record = record_with_ttl(60);
  auto story = changed();
  story.push_back(measured(1, figures(172'800, 300, 2)));
  const auto snapshot = folded(story);
  const auto state_at = [&](double when) {
    return assess_resolver(record, domain_of(snapshot), kGoogle, at(when)).state;
  };
  CHECK(state_at(1'104) == dns::AnswerState::mixed);
  const auto seen = assess_resolver(record, domain_of(snapshot), kGoogle, at(1'100));
  REQUIRE(seen.expected_delay);
  REQUIRE(seen.expected_delay->until);
  CHECK(*seen.expected_delay->until == at(1'000.1 + 300 + 5));
  CHECK(seen.honours_ttl != false);
  CHECK_FALSE(seen.kept);
}

TEST_CASE("calibration: a floor keeps a pool mixed even while two days are assumed") {
  const WatchedRecord record{.question = kMxQuestion, .stages = {kOldMx, kNewMx}};
  auto story = changed();
  story.push_back(resolver_says(1'290, "google", answer(kNewMx, 60)));
  story.push_back(measured(1, figures(172'800, 300, 2)));
  const auto snapshot = folded(story);
  const auto state_at = [&](double when) {
    return assess_resolver(record, domain_of(snapshot), kGoogle, at(when)).state;
  };
  CHECK(state_at(1'300) == dns::AnswerState::mixed);
  CHECK(state_at(1'306) == dns::AnswerState::new_stage);
}

TEST_CASE("calibration: who will be late is known before the change, and by how much") {
  auto record = record_with_ttl(60);
  const std::vector<Observation> before{authority_says(0, kNs1, authoritative(kOldMx, 60)),
                                        measured(1, figures(172'800, 300))};
  auto seen = assess_resolver(record, domain_of(folded(before)), kGoogle, at(10));
  CHECK(seen.expected_delay == std::nullopt);  // it was never asked for the record
  auto story = before;
  story.push_back(resolver_says(5, "google", answer(kOldMx, 300)));
  const auto snapshot = folded(story);
  seen = assess_resolver(record, domain_of(snapshot), kGoogle, at(10));
  CHECK(seen.expected_delay == ExpectedDelay{.by = Seconds{240}, .until = std::nullopt});
  record.quiet.planned_at = at(500);
  seen = assess_resolver(record, domain_of(snapshot), kGoogle, at(10));
  CHECK(seen.expected_delay == ExpectedDelay{.by = Seconds{240}, .until = at(500 + 300 + 5)});
  CHECK(ways_of(seen).floor == Seconds{300});
  const auto honest =
      folded({before[0], measured(1, figures(172'800, 30)), resolver_says(5, "google", answer(kOldMx, 60))});
  CHECK_FALSE(assess_resolver(record, domain_of(honest), kGoogle, at(10)).expected_delay);
}

TEST_CASE("calibration: a measured cap tells the age of a copy, a measured floor too") {
  struct Row {
    std::int64_t published;
    dns::Calibration figures;
    std::int64_t shown;
    std::optional<std::int64_t> age;
  };
  const Row rows[] = {
      {86'400, figures(3'600, 1), 3'000, 600},
      {86'400, figures(3'600, 1, 2), 3'000, std::nullopt},
      {60, figures(172'800, 300), 250, 50},
      {60, figures(172'800, 1), 50, 10},
  };
  for (const auto& row : rows) {
    INFO("shown ", row.shown, " caches ", row.figures.caches);
    const auto snapshot =
        folded({authority_says(0, kNs1, authoritative(kOldMx, row.published)), measured(1, row.figures),
                resolver_says(100'000, "google", answer(kOldMx, row.shown + 3)),
                authority_says(100'001, kNs1, authoritative(kOldMx, row.published)),
                resolver_says(100'003, "google", answer(kOldMx, row.shown))});
    const auto seen =
        assess_resolver(record_with_ttl(row.published), domain_of(snapshot), kGoogle, at(100'003));
    REQUIRE(seen.oldest_copy);
    const auto age = seen.oldest_copy->age;
    const auto margin = seen.oldest_copy->uncertainty;
    if (!row.age) {
      CHECK(margin > Seconds{10'000});
      continue;
    }
    CHECK(margin < Seconds{6});
    CHECK(age - margin <= Seconds{*row.age});
    CHECK(age + margin >= Seconds{*row.age});
  }
}

TEST_CASE("calibration: what one cache would have shown sooner, one of several may have held all along") {
  const auto record = record_with_ttl(7'200);
  std::vector<Observation> story{authority_says(0, kNs1, authoritative(kOldMx, 60)),
                                 authority_says(100, kNs1, authoritative(kNewMx, 60), 2),
                                 authority_says(9'000, kNs1, authoritative(kNewMx, 60), 2)};
  for (int i = 0; i < 20; ++i) story.push_back(resolver_says(200 + i * 70, "google", answer(kNewMx, 60)));
  story.push_back(resolver_says(3'000, "google", answer(kOldMx, 20'000)));
  const auto bound_with = [&](std::size_t caches) {
    const auto known = folded({measured(1, figures(172'800, 1, caches))}, folded(story));
    return assess_record(record, domain_of(known), {kGoogle}, at(3'001)).bounds.changed;
  };
  CHECK(bound_with(1) == dns::Bound{.at = at(0.1 + 7'200 + 5), .basis = dns::BoundBasis::original});
  CHECK(bound_with(3) == dns::Bound{.at = at(3'000.1 + 20'001 + 5), .basis = dns::BoundBasis::shown});
}

TEST_CASE("calibration: the most that one of several caches kept of a TTL tells nothing of the others") {
  const std::vector<Observation> story{authority_says(0, kNs1, authoritative(kOldMx, 300)),
                                       resolver_says(1'000, "google", answer(kOldMx, 300)),
                                       resolver_says(1'003, "google", answer(kOldMx, 297)),
                                       resolver_says(2'000, "google", answer(kOldMx, 100)),
                                       resolver_says(2'003, "google", answer(kOldMx, 97)),
                                       authority_says(2'004, kNs1, authoritative(kOldMx, 300))};
  const auto age_with = [&](std::size_t caches) {
    const auto known = folded({measured(1, figures(172'800, 1, caches))}, folded(story));
    return *assess_resolver(record_with_ttl(300), domain_of(known), kGoogle, at(2'003)).oldest_copy;
  };
  const auto of_one = age_with(1);
  CHECK(of_one.age - of_one.uncertainty > Seconds{200});
  const auto of_several = age_with(3);
  CHECK(of_several.age - of_several.uncertainty < Seconds{5});
  CHECK(of_several.age + of_several.uncertainty > Seconds{200});
}

TEST_CASE("calibration: what a copy itself contradicts is not its age") {
  const auto snapshot =
      folded({authority_says(0, kNs1, authoritative(kOldMx, 86'400)), measured(1, figures(3'600, 1)),
              resolver_says(100'000, "google", answer(kOldMx, 80'000)),
              resolver_says(100'003, "google", answer(kOldMx, 79'997))});
  const auto seen = assess_resolver(record_with_ttl(86'400), domain_of(snapshot), kGoogle, at(100'003));
  REQUIRE(seen.oldest_copy);
  CHECK(seen.oldest_copy->age + seen.oldest_copy->uncertainty >= Seconds{6'403});
}

TEST_CASE("calibration: figures outlive a try that gives nothing, for a week, and other wildcards end them") {
  const auto good = figures(3'600, 1);
  auto snapshot = folded({measured(0, good), measured(86'400, fail(FailureKind::timeout, "silent"))});
  const auto known = domain_of(snapshot).calibrations.at("google");
  CHECK(known.asked == at(86'400));
  CHECK(known.measured == at(0));
  REQUIRE(known.failure);
  CHECK(known.failure->detail == "silent");
  REQUIRE(known.at(at(90'000)) != nullptr);
  CHECK(*known.at(at(90'000)) == good);
  CHECK(known.at(at(7 * 86'400 + 1)) == nullptr);
  auto other = std::get<CalibrationFound>(measured(90'000, fail(FailureKind::timeout)));
  other.names.long_lived = name("other.example.org");
  snapshot = folded({other}, std::move(snapshot));
  CHECK(domain_of(snapshot).calibrations.at("google").at(at(90'000)) == nullptr);
  CHECK_FALSE(domain_of(snapshot).calibrations.at("google").measured);
}

TEST_CASE("calibration: figures from a clock that was ahead do not count, nor does the try") {
  const auto snapshot = folded({measured(90'000, figures(3'600, 1))});
  const auto& known = domain_of(snapshot).calibrations.at("google");
  CHECK(known.at(at(89'999)) == nullptr);
  CHECK(known.at(at(90'000)) != nullptr);
  const Plan plan{.domain = name("example.org")};
  CHECK(is_to_be_calibrated(plan, "google", domain_of(snapshot), at(89'999)));
  CHECK_FALSE(is_to_be_calibrated(plan, "google", domain_of(snapshot), at(90'000)));
  CHECK_FALSE(is_to_be_calibrated(plan, "google", domain_of(snapshot), at(2 * 86'400)));
  const std::vector<dns::Resolver> all{kGoogle};
  CHECK(next_calibration(all, domain_of(snapshot), at(10)) == at(10) + kCalibrationRetry);
}

TEST_CASE("calibration: a step of the clock moves its instants along") {
  const auto snapshot =
      folded({measured(10, figures(3'600, 1)), ClockStepped{.at = at(3'620), .by = std::chrono::hours{1}}});
  const auto& known = domain_of(snapshot).calibrations.at("google");
  CHECK(known.asked == at(3'610));
  CHECK(known.measured == at(3'610));
}

TEST_CASE("calibration: no figure makes an old copy end sooner, or a resolver look newer") {
  for (std::uint64_t seed = 1; seed <= 4'000; ++seed) {
    INFO("seed ", seed);
    Cases cases(seed);
    auto record = record_with_ttl(60);
    if (cases.chance(50)) record.bounds.past.original_ttl.reset();
    std::vector<Observation> story{authority_says(0, kNs1, authoritative(kOldMx, 60)),
                                   authority_says(1'000, kNs1, authoritative(kNewMx, 60), 2)};
    double when = 900;
    while (when < 1'400) {
      when += static_cast<double>(cases.between(1, 40));
      const std::int64_t ttls[] = {0, 30, 60, 60, 300, cases.between(0, 300)};
      const bool is_old = when < 1'000 || cases.chance(60);
      story.push_back(
          resolver_says(when, "google", answer(is_old ? kOldMx : kNewMx, ttls[cases.between(0, 5)])));
    }
    story.push_back(authority_says(1'500, kNs1, authoritative(kNewMx, 60), 2));
    const auto now = at(static_cast<double>(cases.between(950, 1'700)));
    const auto plain = folded(story);
    const auto known = folded({measured(1, figures(cases.chance(50) ? 172'800 : 50, cases.between(1, 500),
                                                   static_cast<std::size_t>(cases.between(1, 3))))},
                              plain);
    const auto without = assess_resolver(record, domain_of(plain), kGoogle, now);
    const auto with = assess_resolver(record, domain_of(known), kGoogle, now);
    CHECK(with.caches >= without.caches);
    if (without.old_expires) CHECK(with.old_expires >= without.old_expires);
    if (without.state == dns::AnswerState::mixed) CHECK(with.state == dns::AnswerState::mixed);
    if (without.state == dns::AnswerState::old_stage)
      CHECK((with.state == dns::AnswerState::old_stage || with.state == dns::AnswerState::mixed));
    CHECK(with.kept == without.kept);
    CHECK(with.honours_ttl == without.honours_ttl);
  }
}
