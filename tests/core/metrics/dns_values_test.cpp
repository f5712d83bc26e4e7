#include "core/metrics/metrics.hpp"
#include "core/time/seconds.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

// Series that are there only where there is something to say.
using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const std::vector<std::string> kRecordLabels{"example.org", "example.org.", "MX"};

metrics::Watched watched() {
  cutover::Plan plan{.domain = name("example.org")};
  plan.records.push_back({.question = kMxQuestion, .stages = {kOldMx, kNewMx}});
  return {.plans = {plan}, .resolvers = {{"google", endpoint("192.0.2.1"), "google"}}};
}

std::vector<std::string> with(std::vector<std::string> labels, const std::string& more) {
  labels.push_back(more);
  return labels;
}

std::optional<double> value_of(const metrics::Watched& what, const Snapshot& snapshot, double now,
                               std::string_view metric, const std::vector<std::string>& labels) {
  const auto families = metrics::metrics_of(what, snapshot, {.version = "1", .revision = "r"}, at(now));
  for (const auto& family : families) {
    if (family.description->name != metric) continue;
    for (const auto& series : family.series) {
      if (series.label_values == labels) return series.value;
    }
  }
  return std::nullopt;
}

double instant(double when) { return std::chrono::duration<double>(at(when).time_since_epoch()).count(); }

}  // namespace

TEST_CASE("cutwatch_dns_ttl_cap_seconds is what a resolver was measured to shorten TTLs to") {
  auto what = watched();
  what.plans[0].calibration = {name("cal.example.org"), name("cal0.example.org")};
  const auto snapshot =
      folded({authority_says(0, kNs1, authoritative(kOldMx, 60)),
              CalibrationFound{
                  .domain = kDomain,
                  .names = *what.plans[0].calibration,
                  .resolver = "google",
                  .at = at(1),
                  .result = dns::Calibration{.long_ttl = Seconds{172'800},
                                             .short_ttl = Seconds{1},
                                             .given_long = dns::GivenTtls{Seconds{86'400}, Seconds{86'400}},
                                             .given_short = dns::GivenTtls{Seconds{1}, Seconds{1}},
                                             .held_at_zero = std::nullopt,
                                             .aging = std::nullopt,
                                             .caches = 1,
                                             .unmeasured = {}}},
              resolver_says(2, "google", answer(kOldMx, 60))});
  CHECK(value_of(what, snapshot, 3, "cutwatch_dns_ttl_cap_seconds", {"google"}) == 86'400);
  CHECK_FALSE(value_of(watched(), folded({resolver_says(2, "google", answer(kOldMx, 60))}), 3,
                       "cutwatch_dns_ttl_cap_seconds", {"google"}));
}

TEST_CASE("cutwatch_dns_quiet is 1 while resolvers are left alone, and 0 before and after") {
  auto what = watched();
  what.plans[0].records[0].quiet.planned_at = at(3'600);
  const auto snapshot = folded({authority_says(0, kNs1, authoritative(kOldMx, 300))});
  const auto quiet = [&](double now) {
    return value_of(what, snapshot, now, "cutwatch_dns_quiet", kRecordLabels);
  };
  CHECK(quiet(3'299) == 0);
  CHECK(quiet(3'300) == 1);
  CHECK(quiet(7'199) == 1);
  CHECK(quiet(7'200) == 0);
}

TEST_CASE("cutwatch_dns_old_bound_timestamp_seconds: until the last copy with the high TTL has ended") {
  auto what = watched();
  what.plans[0].records[0].bounds.past.original_ttl = Seconds{900};
  std::vector<Observation> story{authority_says(0, kNs1, authoritative(kOldMx, 900), 1)};
  const auto bound = [&] {
    return value_of(what, folded(story), 2'000, "cutwatch_dns_old_bound_timestamp_seconds",
                    with(kRecordLabels, "lowered"));
  };
  CHECK_FALSE(bound());
  for (double when = 60; when < 1'200; when += 60)
    story.push_back(authority_says(when, kNs1, authoritative(kOldMx, 900), 1));
  story.push_back(authority_says(1'200, kNs1, authoritative(kOldMx, 60), 2));
  REQUIRE(bound());
  CHECK(*bound() - instant(0) == doctest::Approx(1'200.1 + 900 + 5));
}
