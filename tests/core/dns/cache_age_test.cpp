#include "core/dns/cache_age.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

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

CacheEntry copy(double when, std::int64_t ttl, const RrSet& rrset = kOldMx) {
  return with_sample(
             {}, {.rrset = rrset, .ttl = Seconds{ttl}, .sent = at(when), .received = at(when), .nsid = {}})
      .front();
}

bool contains(const CacheAge& age, double seconds) {
  const auto exact = std::chrono::duration_cast<Millis>(std::chrono::duration<double>(seconds));
  return age.age - age.uncertainty <= exact + Millis{1} && exact <= age.age + age.uncertainty + Millis{1};
}

}  // namespace

TEST_CASE("a copy's age is the published TTL less the remaining one") {
  const auto age = cache_age(copy(1000, 200), {history({{0, kOldMx, 300, 1}})}, at(1010));
  REQUIRE(age);
  CHECK(age->age == Seconds{110});
  CHECK(age->uncertainty == Seconds{1});
}

TEST_CASE("a copy that was just fetched is not younger than nothing") {
  const auto age = cache_age(copy(1000, 300), {history({{0, kOldMx, 300, 1}})}, at(1000));
  REQUIRE(age);
  CHECK(contains(*age, 0));
  CHECK(age->age - age->uncertainty >= Millis{0});
  // A clock that was set back since must not make it negative either.
  const auto earlier = cache_age(copy(1000, 300), {history({{0, kOldMx, 300, 1}})}, at(500));
  if (earlier) CHECK(earlier->age - earlier->uncertainty >= Millis{0});
}

TEST_CASE("a copy that no published version explains has no age") {
  const auto published = history({{0, kOldMx, 300, 1}});
  CHECK(cache_age(copy(1000, 200, kNewMx), {published}, at(1000)) == std::nullopt);  // never published
  CHECK(cache_age(copy(1000, 303), {published}, at(1000)) == std::nullopt);  // more than was published
  CHECK(cache_age(copy(1000, 200), {}, at(1000)) == std::nullopt);           // nothing known
  const auto gone = history({{0, kOldMx, 300, 1}, {100, kNewMx, 300, 2}});
  CHECK(cache_age(copy(1000, 299), {gone}, at(1000)) == std::nullopt);  // fetched long after it was gone
}

TEST_CASE("a TTL lowered in flight leaves both ages possible where both are") {
  // 3600 until 1000, 60 from then on. A copy with 50 left at 1005 was fetched at 995 under 60: not published
  // yet; under 3600 it would have been fetched before we looked. Both fit where the look between is missing.
  const auto histories = std::vector{history({{0, kOldMx, 3600, 1}, {990, kOldMx, 60, 2}})};
  const auto both = cache_age(copy(1005, 50), histories, at(1005));
  REQUIRE(both);
  CHECK(contains(*both, 10));
  CHECK(contains(*both, 3550));
  // 3000 left can only be the old TTL.
  const auto old_only = cache_age(copy(1005, 3000), histories, at(1005));
  REQUIRE(old_only);
  CHECK(contains(*old_only, 600));
  CHECK(old_only->uncertainty <= Seconds{1});
}

TEST_CASE("a version is handed out from the last sight of the one before to the first without it") {
  const auto gap = std::vector{history({{0, kOldMx, 300, 1}, {500, kNewMx, 300, 2}})};
  CHECK(cache_age(copy(600, 230, kNewMx), gap, at(600)));        // fetched at 530, after the switch
  CHECK(cache_age(copy(600, 100, kNewMx), gap, at(600)));        // fetched at 400, within the gap
  CHECK(cache_age(copy(600, 150, kOldMx), gap, at(600)));        // fetched at 450, within the gap
  CHECK_FALSE(cache_age(copy(600, 210, kOldMx), gap, at(600)));  // fetched at 510: it was gone
}

TEST_CASE("the versions of all authorities count") {
  const std::vector<AuthorityHistory> two{history({{0, kOldMx, 300, 1}}), history({{0, kOldMx, 600, 1}})};
  const auto age = cache_age(copy(1000, 200), two, at(1000));
  REQUIRE(age);
  CHECK(contains(*age, 100));
  CHECK(contains(*age, 400));
}
