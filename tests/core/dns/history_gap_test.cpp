#include "core/dns/bound.hpp"
#include "core/dns/history.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::at;
using test::kAbsent;
using test::kLastMx;
using test::kNewMx;
using test::kOldMx;

namespace {

constexpr Seconds kInterval{10};
constexpr Seconds kTtl{300};

AuthoritySample sample(double when, std::optional<std::uint32_t> serial, const RrSet& rrset = kOldMx,
                       Seconds ttl = kTtl) {
  return {.rrset = rrset,
          .ttl = ttl,
          .serial = serial,
          .sent = at(when),
          .received = at(when + 0.1),
          .longest_pause = 3 * kInterval};
}

AuthorityHistory history(const std::vector<AuthoritySample>& samples) {
  AuthorityHistory out;
  for (const auto& each : samples) out = with_sample(std::move(out), each);
  return out;
}

/// The bound of all that is not `target`, with nothing unseen from before the first look.
BoundResult bound_of_others(const AuthorityHistory& known, const RrSet& target) {
  return bound_of({{.server = {"ns1.example.org.", test::endpoint("192.0.2.53")}, .history = &known}},
                  [&](const Version& version) { return version.rrset != target; },
                  {.past = {.original_ttl = Seconds{0}, .lowered_at = std::nullopt}, .margin = Millis{0}});
}

/// What one server truly published, from when on: never shorter than a pause that counts as none.
struct Published {
  double from;
  std::uint32_t serial;
  RrSet rrset;
};

std::vector<Published> random_timeline(test::Cases& cases) {
  std::vector<Published> timeline;
  double from = 0;
  const std::vector<RrSet> all{kOldMx, kNewMx, kLastMx, kAbsent};
  for (std::uint32_t serial = 1; serial <= 8; ++serial) {
    timeline.push_back({from, serial, all.at(static_cast<std::size_t>(cases.between(0, 3)))});
    from += static_cast<double>(cases.between(45, 400));
  }
  timeline.push_back({from, 9, kNewMx});
  return timeline;
}

const Published& at_time(const std::vector<Published>& timeline, double when) {
  return *std::ranges::find_if(timeline.rbegin(), timeline.rend(),
                               [&](const Published& each) { return each.from <= when; });
}

WallTime last_other_copy(const std::vector<Published>& timeline, const RrSet& target) {
  WallTime end = at(0);
  for (std::size_t i = 0; i + 1 < timeline.size(); ++i) {
    if (timeline[i].rrset != target) end = std::max(end, at(timeline[i + 1].from) + kTtl);
  }
  return end;
}

}  // namespace

TEST_CASE("a long silence is a gap unless the serial says that nothing has changed") {
  struct Row {
    const char* what;
    AuthoritySample after;
    bool is_gap;
  };
  const Row rows[] = {
      {"short", sample(40, 2), false},
      {"long, the same zone", sample(41, 1), false},
      {"long, another zone", sample(41, 2), true},
      {"long, an older zone", sample(41, 0), true},
      {"long, serial not known", sample(41, std::nullopt), true},
      {"long, other data", sample(41, 2, kNewMx), true},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    CHECK(history({sample(0, 1), sample(10, 1), row.after}).gaps.empty() != row.is_gap);
  }
}

TEST_CASE("a gap reaches from the last question before it to the first reply after it, with the larger TTL") {
  const auto known = history({sample(0, 1), sample(10, 1), sample(100, 2, kOldMx, Seconds{60})});
  REQUIRE(known.gaps.size() == 1);
  CHECK(known.gaps[0] == Gap{.begin = at(10), .end = at(100.1), .ttl = kTtl});
  const auto raised = history({sample(10, 1), sample(100, 2, kOldMx, Seconds{900})});
  CHECK(raised.gaps.at(0).ttl == Seconds{900});
}

TEST_CASE(
    "what may have been published in a gap counts in the bound, though the same data came before and after") {
  const auto quiet = history({sample(0, 1, kNewMx), sample(1000, 1, kNewMx)});
  const auto moved = history({sample(0, 1, kNewMx), sample(1000, 2, kNewMx)});
  CHECK(bound_of_others(quiet, kNewMx)->at == at(300.1));
  CHECK(bound_of_others(moved, kNewMx)->at == at(1300.1));
}

TEST_CASE("in a gap the TTL may have been the one from before the cutover, where that is said") {
  const auto moved = history({sample(0, 1, kNewMx), sample(10'000, 2, kNewMx)});
  const ListedServer listed{.server = {"ns1.example.org.", test::endpoint("192.0.2.53")}, .history = &moved};
  const auto bound = [&](std::optional<Seconds> original) {
    return bound_of({listed}, [](const Version&) { return false; },
                    {.past = {.original_ttl = original, .lowered_at = at(-1'000'000)}, .margin = Millis{0}})
        ->at;
  };
  CHECK(bound(Seconds{3600}) == at(13'600.1));
  CHECK(bound(Seconds{60}) == at(10'300.1));
  CHECK(bound(std::nullopt) == at(10'300.1));
  const auto published =
      publications({moved}, at(10'001), {.original_ttl = Seconds{3600}, .lowered_at = std::nullopt});
  CHECK(std::ranges::any_of(published, [](const Publication& each) {
    return each.ttl == Seconds{3600} && each.fetched.end == at(10'000.1);
  }));
}

TEST_CASE("a gap counts at a server that has departed or is accepted, too") {
  const auto known = history({sample(0, 1, kNewMx), sample(1000, 2, kNewMx)});
  ListedServer listed{.server = {"ns1.example.org.", test::endpoint("192.0.2.53")}, .history = &known};
  listed.has_departed = true;
  const BoundTerms terms{.past = {.original_ttl = Seconds{0}, .lowered_at = std::nullopt},
                         .margin = Millis{0}};
  const auto is_other = [](const Version& version) { return version.rrset != kNewMx; };
  CHECK(bound_of({listed}, is_other, terms)->at == at(1300.1));
  listed.is_accepted = true;
  CHECK(bound_of({listed}, is_other, terms)->at == at(1300.1));
}

TEST_CASE("gaps are bounded, and those that are forgotten still count") {
  AuthorityHistory known;
  for (std::uint32_t i = 0; i < 3 * kMaxGaps; ++i)
    known = with_sample(std::move(known), sample(100.0 * i, i, kNewMx, i == 5 ? Seconds{100'000} : kTtl));
  CHECK(known.gaps.size() == kMaxGaps);
  // The version with the long TTL is one more around two gaps.
  CHECK(bound_of_others(known, kNewMx)->at == at(600.1) + Seconds{100'000});
}

TEST_CASE("no copy outlives the bound whatever was published in gaps, and no gap makes it earlier") {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    test::Cases cases(seed);
    const auto timeline = random_timeline(cases);
    const double end = timeline.back().from + 2000;
    AuthorityHistory dense;
    AuthorityHistory gapped;
    double asleep_until = 0;
    for (double now = 0; now < end; now += 10) {
      const auto& published = at_time(timeline, now);
      dense = with_sample(std::move(dense), sample(now, published.serial, published.rrset));
      if (now > 0 && cases.chance(2)) asleep_until = now + static_cast<double>(cases.between(10, 1500));
      const bool is_last = now + 10 >= end;
      if (now < asleep_until && !is_last) continue;
      gapped = with_sample(std::move(gapped), sample(now, published.serial, published.rrset));
    }
    INFO(seed);
    const auto bound = bound_of_others(gapped, kNewMx);
    REQUIRE(bound);
    CHECK(bound->at >= last_other_copy(timeline, kNewMx));
    CHECK(bound->at >= bound_of_others(dense, kNewMx)->at);
  }
}
