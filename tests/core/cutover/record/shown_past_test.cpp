#include "core/cutover/record/record_bounds.hpp"
#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

// Resolvers show that more was published before the first look than the operator says (DESIGN §5.1). The
// authority is first looked at at 0, publishes a TTL of 60, and has the new data from 100 on, for long; every
// exchange takes 0.1 s.
using namespace cutwatch;
using namespace cutwatch::cutover;
using namespace cutwatch::test;
using dns::BoundBasis;

namespace {

constexpr std::int64_t kFigure = 7'200;
constexpr double kHours48 = 48 * 3'600;

std::vector<Observation> authority() {
  return {authority_says(0, kNs1, authoritative(kOldMx, 60), 1),
          authority_says(95, kNs1, authoritative(kOldMx, 60), 1),
          authority_says(100, kNs1, authoritative(kNewMx, 60), 2),
          authority_says(900'000, kNs1, authoritative(kNewMx, 60), 2)};
}

WatchedRecord record(std::optional<Seconds> original_ttl = Seconds{kFigure}) {
  WatchedRecord out{.question = kMxQuestion, .stages = {kOldMx, kNewMx}};
  out.bounds.past.original_ttl = original_ttl;
  return out;
}

RecordBounds bounds(const std::vector<Observation>& resolvers, const WatchedRecord& of = record()) {
  return bounds_of(of, record_of(folded(resolvers, folded(authority()))), 1);
}

Observation shows(double when, std::int64_t ttl, const dns::RrSet& rrset = kOldMx) {
  return resolver_says(when, "it", answer(rrset, ttl));
}

/// The end of a copy that was shown so, with the margin and the rounding.
double end(double when, std::int64_t ttl) { return when + 0.1 + static_cast<double>(ttl) + 1 + 5; }

bool is(const RecordBounds& bounds, double when, BoundBasis basis) {
  return bounds.changed && *bounds.changed && **bounds.changed == dns::Bound{.at = at(when), .basis = basis};
}

bool is_by_figure(const RecordBounds& bounds) {
  return is(bounds, 0.1 + kFigure + 5, BoundBasis::original) && !bounds.witness;
}

/// A resolver makes 20,000 of every TTL: its copies arrive so each time, and are seen again.
std::vector<Observation> lengthening(int arrivals, const dns::RrSet& rrset = kOldMx) {
  std::vector<Observation> out;
  for (int i = 0; i < arrivals; ++i) {
    const double since = 200 + i * 20'010.0;
    out.push_back(shows(since, 20'000, rrset));
    out.push_back(shows(since + 5'000, 15'000, rrset));
  }
  return out;
}

}  // namespace

TEST_CASE("a copy that lives longer than the operator's figure allows raises the bound to its end") {
  const auto raised = bounds({shows(0.2, 20'000)});
  CHECK(is(raised, end(0.2, 20'000), BoundBasis::shown));
  CHECK(raised.witness == PastWitness{.resolver = "it", .ttl = Seconds{20'002}});
  CHECK(is(bounds({shows(50, 15'000), shows(60, 14'990)}), end(50, 15'000), BoundBasis::shown));
}

TEST_CASE("a copy that the figure, or anything published, explains raises nothing") {
  CHECK(is_by_figure(bounds({})));
  CHECK(is_by_figure(bounds({shows(0.2, kFigure - 2)})));
  CHECK(is_by_figure(bounds({shows(50, kFigure - 60)})));
  CHECK(is_by_figure(bounds({shows(90, 60), shows(9'000, 60, kNewMx), shows(90'000, 60, kNewMx)})));
}

TEST_CASE("without a figure 48 hours stay, and a copy that lives longer than that raises them") {
  const auto untold = record(std::nullopt);
  CHECK(is(bounds({shows(0.2, 20'000)}, untold), 0.1 + kHours48 + 5, BoundBasis::assumed));
  CHECK(is(bounds({shows(0.2, 200'000)}, untold), end(0.2, 200'000), BoundBasis::shown));
}

TEST_CASE("a copy seen before the first look shows what was left of it then") {
  const auto raised = bounds({shows(-100, 20'000)});
  CHECK(is(raised, 0.1 + 20'001 + 5, BoundBasis::shown));
}

TEST_CASE("it makes no difference when the operator says that the TTL was lowered") {
  auto told = record();
  told.bounds.past.lowered_at = at(-7'000);
  CHECK(is(bounds({}, told), 200 + 5, BoundBasis::original));
  CHECK(is(bounds({shows(0.2, 20'000)}, told), end(0.2, 20'000), BoundBasis::shown));
}

TEST_CASE("the bounds of the high TTL and of the old host rise as well") {
  auto record_with_host = WatchedRecord{.question = kMxQuestion, .stages = {kOldMx, kLastMx}};
  record_with_host.bounds.past.original_ttl = Seconds{60};
  record_with_host.bounds.old_host.name = "mail.example.org.";
  const auto snapshot = folded({authority_says(0, kNs1, authoritative(kOldMx, 60), 1),
                                authority_says(100, kNs1, authoritative(kLastMx, 60), 2), shows(1, 20'000)});
  const auto raised = bounds_of(record_with_host, record_of(snapshot), 1);
  REQUIRE(raised.lowered);
  REQUIRE(raised.old_host);
  CHECK((*raised.lowered)->at == at(end(1, 20'000)));
  CHECK((*raised.old_host)->at == at(end(1, 20'000)));
}

TEST_CASE("a resolver that is proven to lengthen TTLs raises nothing") {
  CHECK(is(bounds(lengthening(1)), end(200, 20'000), BoundBasis::shown));
  CHECK(is(bounds(lengthening(2)), end(200 + 20'010, 20'000), BoundBasis::shown));
  CHECK(is_by_figure(bounds(lengthening(3))));
  CHECK(is_by_figure(bounds(lengthening(9))));
}

TEST_CASE("a resolver that fetches the old data anew for ever does not hold the bound for ever") {
  auto again = lengthening(3);
  again.push_back(shows(200 + 3 * 20'010, 18'000));  // another client had it fetched a while ago
  CHECK(is_by_figure(bounds(again)));
}

TEST_CASE("what is proven of one resolver excuses no other, and no copy that lives longer still") {
  auto two = lengthening(3);
  two.push_back(resolver_says(60'400, "other", answer(kOldMx, 12'000)));
  const auto raised = bounds(two);
  CHECK(is(raised, end(60'400, 12'000), BoundBasis::shown));
  CHECK(raised.witness.value_or(PastWitness{}).resolver == "other");
  auto longer = lengthening(3);
  longer.push_back(shows(60'400, 40'000));
  CHECK(is(bounds(longer), end(60'400, 40'000), BoundBasis::shown));
}

TEST_CASE("many caches that were filled together before the first look prove nothing") {
  std::vector<Observation> burst;
  for (int i = 0; i < 6; ++i) {
    auto said = answer(kOldMx, 20'000);
    said.nsid = std::to_string(i);
    burst.push_back(resolver_says(1 + i * 0.3, "it", said));
  }
  CHECK(is(bounds(burst), end(2.5, 20'000), BoundBasis::shown));
}

TEST_CASE("arrivals from before every authority was known, or from before a gap, prove nothing") {
  auto seen = lengthening(3);
  seen.push_back(authority_says(40'000, kNs2, authoritative(kNewMx, 60), 2));
  const auto raised = bounds(seen);
  REQUIRE(raised.changed);
  CHECK((*raised.changed)->basis == BoundBasis::shown);
  CHECK((*raised.changed)->at >= at(end(200 + 2 * 20'010, 20'000)));
}

TEST_CASE("a TTL that stands still is what its copy was inserted with, and names no end") {
  std::vector<Observation> frozen;
  for (int i = 0; i < 10; ++i) frozen.push_back(shows(200 + i * 60, 20'000));
  CHECK(is(bounds(frozen), 0.1 + 20'000 + 5, BoundBasis::shown));
}

TEST_CASE(
    "what a copy has shown stands when it has ended: anycast servers may lag, and hold others like it") {
  const auto lagging = folded({authority_says(0, kNs1, authoritative(kOldMx, 60), 1),
                               authority_says(0, kNs2, authoritative(kOldMx, 60), 1),
                               authority_says(95, kNs1, authoritative(kOldMx, 60), 1),
                               authority_says(100, kNs1, authoritative(kNewMx, 60), 2),
                               authority_says(1'900, kNs2, authoritative(kNewMx, 60), 2),
                               authority_says(900'000, kNs1, authoritative(kNewMx, 60), 2),
                               authority_says(900'000, kNs2, authoritative(kNewMx, 60), 2)});
  const auto bounds_after = [&](const std::vector<Observation>& resolvers) {
    return bounds_of(record(), record_of(folded(resolvers, lagging)), 1);
  };
  const double raised = end(0.2, 20'000) + 1'800;
  CHECK(is(bounds_after({shows(0.2, 20'000)}), raised, BoundBasis::shown));
  const auto ended = bounds_after({shows(0.2, 20'000), shows(20'010, 60, kNewMx), shows(20'030, 40, kNewMx)});
  CHECK(is(ended, raised, BoundBasis::shown));
  CHECK(ended.witness == PastWitness{.resolver = "it", .ttl = Seconds{20'002}});
}

TEST_CASE(
    "what a copy has shown stands when it has ended: a server that joined later may have given others") {
  const auto joined_later = [](std::vector<Observation> resolvers) {
    resolvers.push_back(authority_says(10 * 3'600, kNs2, authoritative(kNewMx, 60), 2));
    return bounds(resolvers, record(Seconds{3'600}));
  };
  const double raised = 10 * 3'600 + 0.1 + 72'001 + 5;
  CHECK(is(joined_later({shows(0.2, 72'000)}), raised, BoundBasis::shown));
  CHECK(is(joined_later({shows(0.2, 72'000), shows(72'010, 60, kNewMx)}), raised, BoundBasis::shown));
}

TEST_CASE("of many copies that have ended the longest and the last one are kept") {
  std::vector<Observation> many{shows(0.2, 20'000)};
  for (int i = 0; i < 100; ++i) many.push_back(shows(20'010 + i * 200, 190 - i));
  many.push_back(shows(40'100, 300, kNewMx));
  const auto snapshot = folded(many, folded(authority()));
  const auto& ended = record_of(snapshot).resolvers.at("it")->ended;
  CHECK(ended.size() == dns::kMaxWitnesses);
  CHECK(std::ranges::max(ended, {}, &dns::CacheEntry::largest_ttl).largest_ttl == Seconds{20'000});
  CHECK(std::ranges::max(ended, {}, &dns::CacheEntry::ends_by).largest_ttl == Seconds{91});
}

TEST_CASE("copies that what was published explains push out none that show the past") {
  const auto of_server = [](double when, const char* nsid, std::int64_t ttl, const dns::RrSet& rrset) {
    auto said = answer(rrset, ttl);
    said.nsid = nsid;
    return resolver_says(when, "it", said);
  };
  std::vector<Observation> many{of_server(0.2, "one", 20'000, kOldMx)};
  for (int i = 0; i < 100; ++i) many.push_back(of_server(20'010 + i * 200, "two", 190 - i, kOldMx));
  const double last = end(20'010 + 99 * 200, 91);
  REQUIRE(is(bounds(many), last, BoundBasis::shown));
  for (int i = 0; i < 60; ++i) {
    for (const auto* server : {"one", "two", "three"})
      many.push_back(of_server(40'100 + i * 100, server, 60, kNewMx));
  }
  CHECK(is(bounds(many), last, BoundBasis::shown));
}

TEST_CASE("copies that what was published explains are forgotten when they end") {
  std::vector<Observation> honest;
  for (int i = 0; i < 9; ++i) honest.push_back(shows(200 + i * 100, 60, kNewMx));
  CHECK(record_of(folded(honest, folded(authority()))).resolvers.at("it")->ended.empty());
}

TEST_CASE("stale answers, other people's data and what no sane cache keeps show nothing") {
  auto stale = answer(kOldMx, 20'000);
  stale.extended_errors.push_back({.code = 3, .text = {}});
  CHECK(is_by_figure(bounds({resolver_says(200, "it", stale)})));
  CHECK(is_by_figure(bounds({shows(9'000, 30), shows(9'060, 30)})));
  CHECK(is_by_figure(bounds({shows(200, 20'000, mx({"10 portal.example.net"}))})));
  CHECK(is_by_figure(bounds({shows(200, 8 * 86'400)})));
  for (const std::int64_t ttl : {8 * 86'400L, 2'147'483'647L}) {
    INFO("stands still at ", ttl);
    CHECK(is_by_figure(bounds({shows(200, ttl), shows(260, ttl)})));
  }
}
