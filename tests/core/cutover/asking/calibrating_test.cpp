#include "core/cutover/asking/calibrating.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

// When nobody is measured: while a change is on its way, copies are looked at when they end.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;

namespace {

constexpr auto kChanging = SkipReason::changing;
constexpr auto kNobodyToldTheTtl = std::nullopt;

std::optional<CalibrationWait> wait(const std::vector<Observation>& story, double now,
                                    std::optional<Seconds> original_ttl = Seconds{60}) {
  Plan plan{.domain = name("example.org")};
  plan.records.push_back({.question = kMxQuestion, .stages = {kOldMx, kNewMx}});
  plan.records.back().bounds.past.original_ttl = original_ttl;
  const auto snapshot = folded(story);
  return calibration_wait(plan, *snapshot.domains.at(kDomain), at(now));
}

std::optional<SkipReason> reason(const std::vector<Observation>& story, double now,
                                 std::optional<Seconds> original_ttl = Seconds{60}) {
  const auto found = wait(story, now, original_ttl);
  if (!found) return std::nullopt;
  return found->reason;
}

Observation says(double when, const dns::NameServer& server, const dns::RrSet& rrset, std::uint32_t serial) {
  return authority_says(when, server, authoritative(rrset, 60), serial);
}

}  // namespace

TEST_CASE("calibrating: before a change that is not planned resolvers are measured") {
  const std::vector<Observation> story{says(0, kNs1, kOldMx, 1), says(100, kNs1, kOldMx, 1)};
  CHECK(reason(story, 110) == std::nullopt);
  CHECK(reason(story, 110, kNobodyToldTheTtl) == std::nullopt);
}

TEST_CASE("calibrating: nobody is measured from the first authority that has changed until the bound") {
  std::vector<Observation> story{says(900, kNs1, kOldMx, 1), says(900, kNs2, kOldMx, 1),
                                 says(1'000, kNs1, kNewMx, 2), says(1'000, kNs2, kOldMx, 1)};
  CHECK(reason(story, 1'001) == kChanging);
  CHECK(reason(story, 5'000) == kChanging);
  CHECK(wait(story, 5'000)->sentence() ==
        "no resolver is measured until every name server publishes the new example.org. MX, and the old "
        "copies have ended");
  story.push_back(says(5'000, kNs2, kNewMx, 2));
  CHECK(reason(story, 5'001) == kChanging);
  // The last end, the TTL, the margin, and what the second server lagged behind the first.
  const double bound = 5'000.1 + 60 + 5 + 4'000;
  CHECK(reason(story, bound - 1) == kChanging);
  CHECK(wait(story, 5'001)->until == at(bound));
  CHECK(wait(story, 5'001)->sentence() ==
        "no resolver is measured until the last old copy of example.org. MX has ended, "
        "2026-12-01T02:31:05.100Z");
  CHECK(reason(story, bound) == std::nullopt);
}

TEST_CASE("calibrating: a record that was back where it was is waited for as well") {
  const std::vector<Observation> story{says(900, kNs1, kOldMx, 1), says(1'000, kNs1, kNewMx, 2),
                                       says(1'100, kNs1, kOldMx, 3)};
  CHECK(reason(story, 1'164) == kChanging);
  CHECK(reason(story, 1'166) == std::nullopt);
}

TEST_CASE("calibrating: who comes to a record that is the same everywhere waits for nothing") {
  const std::vector<Observation> changed_long_ago{says(900, kNs1, kNewMx, 2), says(900, kNs2, kNewMx, 2)};
  CHECK(reason(changed_long_ago, 910) == std::nullopt);
  CHECK(reason(changed_long_ago, 910, kNobodyToldTheTtl) == std::nullopt);
}

TEST_CASE("calibrating: two days that are assumed of the time before hold back nothing") {
  const std::vector<Observation> story{says(900, kNs1, kOldMx, 1), says(1'000, kNs1, kNewMx, 2)};
  CHECK(reason(story, 1'064, kNobodyToldTheTtl) == kChanging);
  CHECK(reason(story, 1'066, kNobodyToldTheTtl) == std::nullopt);
  CHECK(reason(story, 1'066, Seconds{7'200}) == kChanging);  // the operator knows of older copies
}

TEST_CASE("calibrating: of several records the one that takes longest is waited for") {
  Plan plan{.domain = name("example.org")};
  const dns::Question host{name("mail.example.org"), dns::RrType::a};
  const dns::RrSet before = dns::RrSet::of_canonical({"192.0.2.10"});
  const dns::RrSet after = dns::RrSet::of_canonical({"198.51.100.7"});
  plan.records.push_back({.question = kMxQuestion, .stages = {kOldMx, kNewMx}});
  plan.records.push_back({.question = host, .stages = {before, after}});
  const auto host_says = [&](double when, const dns::RrSet& rrset) {
    auto seen = std::get<AuthorityAnswered>(authority_says(when, kNs1, authoritative(rrset, 600)));
    seen.record = host;
    return seen;
  };
  const auto snapshot = folded({says(900, kNs1, kOldMx, 1), host_says(900, before),
                                says(1'000, kNs1, kNewMx, 2), host_says(1'000, after)});
  const auto found = calibration_wait(plan, *snapshot.domains.at(kDomain), at(1'010));
  REQUIRE(found);
  CHECK(found->record == host);
  CHECK(found->until == at(1'605.1));
}
