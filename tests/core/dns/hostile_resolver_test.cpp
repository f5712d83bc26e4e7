#include "core/cutover/record/record_assessment.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

// Answers that nobody sane gives: what is kept of them stays bounded, and nothing is found that is not so.
using namespace cutwatch;
using namespace cutwatch::test;

namespace {

constexpr std::int64_t kLargestTtl = 0x7fffffff;
const cutover::WatchedRecord kRecord{.question = kMxQuestion, .stages = {kOldMx, kNewMx}};
const std::vector<dns::Resolver> kResolvers{{"it", endpoint("192.0.2.1"), "its operator"}};

void check_bounded(const dns::ResolverView& view) {
  REQUIRE(view.entries.size() <= dns::kMaxCacheEntries);
  REQUIRE(view.changes.size() <= dns::kMaxHeldChanges);
  REQUIRE(view.holdings.size() <= dns::kMaxHoldings);
  for (const auto& holding : view.holdings) REQUIRE(holding.sightings.size() <= dns::kMaxSightings);
  REQUIRE(view.instances.size() <= dns::kMaxInstances);
  REQUIRE(view.ttl.largest_arrived.size() <= dns::kMaxArrivals);
}

Result<dns::Answer> anything(Cases& cases) {
  const auto kind = cases.between(0, 9);
  if (kind == 0) return fail(FailureKind::timeout);
  if (kind == 1) return answer_of_kind(dns::AnswerKind::cname_loop);
  if (kind == 2) return answer_of_kind(dns::AnswerKind::servfail);
  auto rrset = kind <= 4 ? kOldMx : kind <= 6 ? kNewMx : kAbsent;
  if (kind >= 8) rrset = mx({std::to_string(cases.between(0, 65'535)) + " evil.example"});
  auto out = answer(rrset, cases.chance(20) ? kLargestTtl - cases.between(0, 5) : cases.between(0, 400));
  if (cases.chance(30)) out.nsid = std::to_string(cases.between(0, 1'000));
  if (cases.chance(10)) out.extended_errors.push_back({.code = 3, .text = {}});
  return out;
}

/// Asked forward in time, or after the clock was set back.
double next(Cases& cases, double now) {
  return now + static_cast<double>(cases.between(cases.chance(5) ? -100'000 : 0, 100'000)) / 1'000;
}

}  // namespace

TEST_CASE("random answers for ever: everything stays bounded, and no age is negative") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Cases cases(seed);
    RecordState state;
    double now = 0;
    for (int i = 0; i < 300; ++i) {
      now = next(cases, now);
      auto& view = state.resolvers["it"].write();
      view = dns::with_reply(std::move(view), at(now), at(now + 0.05), anything(cases));
      check_bounded(view);
      if (i % 5 != 0) continue;
      auto& authority = state.authorities[kNs1].write();
      authority.history =
          dns::with_sample(std::move(authority.history), {.rrset = cases.chance(50) ? kOldMx : kNewMx,
                                                          .ttl = Seconds{cases.between(0, kLargestTtl)},
                                                          .serial = static_cast<std::uint32_t>(i),
                                                          .sent = at(now),
                                                          .received = at(now + 0.05)});
      const auto assessed = assess_record(kRecord, state, kResolvers, at(next(cases, now)));
      const auto& it = assessed.resolvers.front();
      REQUIRE(assessed.curve.size() <= dns::kMaxCurvePoints);
      if (!it.oldest_copy) continue;
      REQUIRE(it.oldest_copy->uncertainty >= Millis{0});
      REQUIRE(it.oldest_copy->age >= it.oldest_copy->uncertainty);
    }
  }
}

TEST_CASE("the largest TTL there is makes a copy that lives for 68 years, and is told as lengthened") {
  auto record = kRecord;
  record.bounds.past.original_ttl = Seconds{300};
  const auto snapshot = folded({authority_says(0, kNs1, authoritative(kOldMx, 300)),
                                resolver_says(1, "it", answer(kOldMx, kLargestTtl)),
                                authority_says(10, kNs1, authoritative(kOldMx, 300))});
  const auto it = assess_resolver(record, record_of(snapshot), kResolvers[0], at(11));
  CHECK(it.state == dns::AnswerState::old_stage);
  CHECK(it.expires == at(1.1) + Seconds{kLargestTtl} + Seconds{1});
  REQUIRE(it.lengthened);
  CHECK(it.lengthened->ttl == Seconds{kLargestTtl});
  CHECK_FALSE(it.oldest_copy);
}

TEST_CASE("a TTL that rises is no finding while the authority publishes as much") {
  auto record = kRecord;
  record.bounds.past.original_ttl = Seconds{300};
  std::vector<Observation> seen{authority_says(0, kNs1, authoritative(kOldMx, 300))};
  for (int i = 0; i < 50; ++i) seen.push_back(resolver_says(1 + i * 2, "it", answer(kOldMx, 200 + 2 * i)));
  seen.push_back(authority_says(200, kNs1, authoritative(kOldMx, 300)));
  const auto snapshot = folded(seen);
  const auto it = assess_resolver(record, record_of(snapshot), kResolvers[0], at(201));
  CHECK_FALSE(it.kept);
  CHECK_FALSE(it.lengthened);
  CHECK(it.caches == 1);
}

TEST_CASE("alias loops, and silence, are no copies") {
  const auto snapshot = folded({authority_says(0, kNs1, authoritative(kOldMx, 300)),
                                resolver_says(1, "it", answer_of_kind(dns::AnswerKind::cname_loop)),
                                resolver_says(2, "it", fail(FailureKind::timeout))});
  const auto it = assess_resolver(kRecord, record_of(snapshot), kResolvers[0], at(3));
  CHECK(it.caches == 0);
  CHECK_FALSE(it.expires);
  CHECK(it.state == dns::AnswerState::unreachable);
}

TEST_CASE("NXDOMAIN after NOERROR is a copy of its own, and no finding") {
  auto record = kRecord;
  record.bounds.past.original_ttl = Seconds{300};
  auto nxdomain = answer(kAbsent, 900);
  nxdomain.kind = dns::AnswerKind::nxdomain;
  const auto snapshot = folded({authority_says(0, kNs1, authoritative(kOldMx, 300)),
                                resolver_says(1, "it", answer(kOldMx, 300)), resolver_says(2, "it", nxdomain),
                                authority_says(700, kNs1, authoritative(kOldMx, 300))});
  const auto it = assess_resolver(record, record_of(snapshot), kResolvers[0], at(701));
  CHECK(it.state == dns::AnswerState::other);
  CHECK_FALSE(it.lengthened);
  CHECK_FALSE(it.kept);
}

TEST_CASE("4,000 MX records in every answer, and others each time: no more is kept, and nothing is found") {
  auto record = kRecord;
  record.bounds.past.original_ttl = Seconds{300};
  std::vector<Observation> seen{authority_says(0, kNs1, authoritative(kOldMx, 300))};
  for (int i = 0; i < 20; ++i) {
    std::vector<std::string> hosts;
    for (int host = 0; host < 4'000; ++host)
      hosts.push_back("10 mx" + std::to_string(host + i) + ".example.org");
    seen.push_back(resolver_says(1 + i, "it", answer(mx(hosts), 300)));
  }
  seen.push_back(authority_says(400, kNs1, authoritative(kOldMx, 300)));
  const auto snapshot = folded(seen);
  const auto it = assess_resolver(record, record_of(snapshot), kResolvers[0], at(25));
  check_bounded(*it.view);
  CHECK(it.state == dns::AnswerState::other);
  CHECK_FALSE(it.kept);
  CHECK_FALSE(it.lengthened);
  CHECK_FALSE(it.oldest_copy);
  CHECK(it.caches == 1);
}
