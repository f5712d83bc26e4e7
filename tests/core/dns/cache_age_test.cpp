#include "core/dns/cache_age.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::at;
using test::kNewMx;
using test::kOldMx;

namespace {

struct Published {
  double when;
  RrSet rrset;
  std::int64_t ttl;
  std::uint32_t serial;
};

AuthorityHistory history(const std::vector<Published>& samples) {
  AuthorityHistory out;
  for (const auto& [when, rrset, ttl, serial] : samples) {
    out = with_sample(
        std::move(out),
        {.rrset = rrset, .ttl = Seconds{ttl}, .serial = serial, .sent = at(when), .received = at(when)});
  }
  return out;
}

struct Shown {
  double when;
  std::int64_t ttl;
  RrSet rrset = kOldMx;
};

ResolverView view_of(const std::vector<Shown>& answers) {
  ResolverView out;
  for (const auto& [when, ttl, rrset] : answers)
    out = with_reply(std::move(out), at(when), at(when), test::answer(rrset, ttl));
  return out;
}

/// A resolver that showed a whole TTL of 3600 once, and how it runs down, before it showed a copy.
ResolverView counting(Shown copy, std::int64_t whole = 3600) {
  return view_of({{-9000, whole}, {-8990, whole - 10}, std::move(copy)});
}

/// The age of the copy that was shown last.
std::optional<CacheAge> age_at(double now, const ResolverView& view,
                               const std::vector<AuthorityHistory>& histories,
                               std::optional<Seconds> original_ttl = {}) {
  const auto published = publications(histories, at(now));
  const AgeEvidence evidence{
      .published = published, .original_ttl = original_ttl, .first_look = at(0), .first_found = {kOldMx}};
  return cache_age(view.entries.back(), view, evidence, at(now));
}

bool contains(const CacheAge& age, double seconds) {
  const auto exact = std::chrono::duration_cast<Millis>(std::chrono::duration<double>(seconds));
  return age.age - age.uncertainty <= exact + Millis{1} && exact <= age.age + age.uncertainty + Millis{1};
}

}  // namespace

TEST_CASE("a copy's age is the published TTL less the remaining one") {
  const auto age = age_at(1010, counting({1000, 200}, 300), {history({{0, kOldMx, 300, 1}})});
  REQUIRE(age);
  CHECK(age->age == Seconds{110});
  CHECK(age->uncertainty == Seconds{1});
}

TEST_CASE("no age is told until a TTL was seen running down") {
  const auto published = std::vector{history({{0, kOldMx, 300, 1}})};
  CHECK(age_at(1000, view_of({{1000, 200}}), published) == std::nullopt);
  CHECK(age_at(1010, view_of({{1000, 200}, {1010, 200}}), published) == std::nullopt);
  CHECK(age_at(1010, view_of({{1000, 200}, {1010, 190}}), published));
}

TEST_CASE("while a cap is possible the copy may be younger by as much as it may take away") {
  // 200 is the most that this resolver ever showed: it may keep no more than that of the 300.
  const auto published = std::vector{history({{0, kOldMx, 300, 1}})};
  const auto age = age_at(1010, view_of({{1000, 200}, {1010, 190}}), published);
  REQUIRE(age);
  CHECK(contains(*age, 110));
  CHECK(contains(*age, 10));
  CHECK_FALSE(contains(*age, 112));
  CHECK_FALSE(contains(*age, 8));
}

TEST_CASE("the age is told by a cap once that is learned") {
  const auto published = std::vector{history({{0, kOldMx, 300, 1}})};
  const auto capped = view_of({{1000, 100}, {1010, 90}, {1200, 100}, {1210, 90}, {1400, 100}, {1410, 90}});
  const auto age = age_at(1410, capped, published);
  REQUIRE(age);
  CHECK(age->age == Seconds{10});
  CHECK(age->uncertainty == Seconds{1});
}

TEST_CASE("a TTL that stands still may have been fetched at any time within one TTL") {
  const auto published = std::vector{history({{0, kOldMx, 300, 1}})};
  const auto frozen = view_of({{1000, 300}, {1010, 300}, {1020, 300}, {1030, 300}});
  const auto age = age_at(1030, frozen, published);
  REQUIRE(age);
  CHECK(contains(*age, 0));
  CHECK(contains(*age, 300));
}

TEST_CASE("a copy from before the first look may have the TTL that the operator names") {
  const auto published = std::vector{history({{0, kOldMx, 300, 1}})};
  const auto age = age_at(10, counting({0, 200}), published, Seconds{3600});
  REQUIRE(age);
  CHECK(contains(*age, 110));
  CHECK(contains(*age, 3410));
}

TEST_CASE("a copy that was just fetched is not younger than nothing") {
  const auto published = std::vector{history({{0, kOldMx, 300, 1}})};
  const auto age = age_at(1000, counting({1000, 300}, 300), published);
  REQUIRE(age);
  CHECK(contains(*age, 0));
  CHECK(age->age - age->uncertainty >= Millis{0});
  // A clock that was set back since must not make it negative either.
  const auto earlier = age_at(500, counting({1000, 300}, 300), published);
  if (earlier) CHECK(earlier->age - earlier->uncertainty >= Millis{0});
}

TEST_CASE("a copy that no published version explains has no age") {
  const auto published = std::vector{history({{0, kOldMx, 300, 1}})};
  CHECK(age_at(1000, counting({1000, 200, kNewMx}), published) == std::nullopt);  // never published
  CHECK(age_at(1000, counting({1000, 303}), published) == std::nullopt);          // more than was published
  CHECK(age_at(1000, counting({1000, 200}), {}) == std::nullopt);                 // nothing known
  const auto gone = std::vector{history({{0, kOldMx, 300, 1}, {100, kNewMx, 300, 2}})};
  CHECK(age_at(1000, counting({1000, 299}), gone) == std::nullopt);  // fetched long after it was gone
}

TEST_CASE("a TTL lowered in flight leaves both ages possible where both are") {
  // 3600 until 1000, 60 from then on. A copy with 50 left at 1005 was fetched at 995 under 60: not published
  // yet; under 3600 it would have been fetched before we looked. Both fit where the look between is missing.
  const auto histories = std::vector{history({{0, kOldMx, 3600, 1}, {990, kOldMx, 60, 2}})};
  const auto both = age_at(1005, counting({1005, 50}), histories);
  REQUIRE(both);
  CHECK(contains(*both, 10));
  CHECK(contains(*both, 3550));
  // 3000 left can only be the old TTL.
  const auto old_only = age_at(1005, counting({1005, 3000}), histories);
  REQUIRE(old_only);
  CHECK(contains(*old_only, 600));
  CHECK(old_only->uncertainty <= Seconds{1});
}

TEST_CASE("a version is handed out from the last sight of the one before to the first without it") {
  const auto gap = std::vector{history({{0, kOldMx, 300, 1}, {500, kNewMx, 300, 2}})};
  CHECK(age_at(600, counting({600, 230, kNewMx}), gap));        // fetched at 530, after the switch
  CHECK(age_at(600, counting({600, 100, kNewMx}), gap));        // fetched at 400, within the gap
  CHECK(age_at(600, counting({600, 150, kOldMx}), gap));        // fetched at 450, within the gap
  CHECK_FALSE(age_at(600, counting({600, 210, kOldMx}), gap));  // fetched at 510: it was gone
}

TEST_CASE("the versions of all authorities count") {
  const std::vector<AuthorityHistory> two{history({{0, kOldMx, 300, 1}}), history({{0, kOldMx, 600, 1}})};
  const auto age = age_at(1000, counting({1000, 200}), two);
  REQUIRE(age);
  CHECK(contains(*age, 100));
  CHECK(contains(*age, 400));
}

TEST_CASE("a copy that only the TTL from before the first look explains has that one's age") {
  // Lowered from 300 to 60 before the first look; 200 are left of the 300.
  const auto age = age_at(10, counting({5, 200}, 300), {history({{0, kOldMx, 60, 1}})}, Seconds{300});
  REQUIRE(age);
  CHECK(contains(*age, 105));
}

TEST_CASE("a copy that may be from before the first look may be older than what was published since") {
  // Restored at 20; the copy may have been fetched then and capped, or before the first look.
  const std::vector restored{history({{0, kNewMx, 300, 2}, {20, kOldMx, 300, 3}})};
  const auto age = age_at(25, view_of({{21, 130}, {25, 126}}), restored, Seconds{400});
  REQUIRE(age);
  CHECK(contains(*age, 10));
  CHECK(contains(*age, 200));
}

TEST_CASE("in a gap anything may have been fetched that was published before or since") {
  auto gapped = history({{0, kOldMx, 300, 1}, {50, kNewMx, 300, 2}});
  gapped = with_sample(std::move(gapped), {.rrset = kNewMx,
                                           .ttl = Seconds{400},
                                           .serial = 5,
                                           .sent = at(900),
                                           .received = at(900),
                                           .longest_pause = Seconds{180}});
  const auto published = publications({gapped}, at(1000));
  const auto fetched_in_gap = [&](const RrSet& rrset) {
    return std::ranges::count(
        published,
        Publication{.rrset = rrset, .ttl = Seconds{400}, .fetched = {.begin = at(50), .end = at(900)}});
  };
  CHECK(fetched_in_gap(kOldMx) == 1);
  CHECK(fetched_in_gap(kNewMx) >= 1);
}
