#include "core/dns/cache_entry.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::at;
using test::kNewMx;
using test::kOldMx;

namespace {

CacheSample sample(double when, std::int64_t ttl, const RrSet& rrset = kOldMx,
                   std::optional<std::string> nsid = {}) {
  return {.rrset = rrset,
          .ttl = Seconds{ttl},
          .sent = at(when),
          .received = at(when + 0.2),
          .nsid = std::move(nsid)};
}

std::vector<CacheEntry> after(const std::vector<CacheSample>& samples) {
  std::vector<CacheEntry> entries;
  for (const auto& one : samples) entries = with_sample(std::move(entries), one);
  return entries;
}

}  // namespace

TEST_CASE("a copy ends its TTL after the exchange, a second wider on either side") {
  const auto expires = expiry_of(sample(10, 300));
  CHECK(expires.earliest == at(309));
  CHECK(expires.latest == at(311.2));
}

TEST_CASE("samples whose expiries agree are one copy, known ever better") {
  const auto one = after({sample(0, 300), sample(10, 290), sample(20.9, 280)});
  REQUIRE(one.size() == 1);
  CHECK(one[0].expires.earliest == at(299.9));
  CHECK(one[0].expires.latest == at(301.2));
  CHECK(one[0].first_seen == at(0.2));
  CHECK(one[0].last_seen == at(21.1));
}

TEST_CASE("two copies that may be one live until the later of them can end") {
  // Two caches filled 0.9 s apart: nobody can tell them apart.
  const auto merged = after({sample(0, 60), sample(0.9, 60)});
  REQUIRE(merged.size() == 1);
  CHECK(merged[0].is_live(at(62.0)));
  CHECK_FALSE(merged[0].is_live(at(62.2)));
}

TEST_CASE("what one cache rounds differs by less than a second: samples that differ by more are two copies") {
  CHECK(after({sample(0, 60), sample(1.2, 60)}).size() == 1);
  CHECK(after({sample(0, 60), sample(1.3, 60)}).size() == 2);
}

TEST_CASE("samples that disagree are several copies") {
  CHECK(after({sample(0, 300), sample(1, 250)}).size() == 2);
  CHECK(after({sample(0, 300), sample(1, 299, kNewMx)}).size() == 2);
  CHECK(after({sample(0, 300, kOldMx, "a"), sample(1, 299, kOldMx, "b")}).size() == 2);
  CHECK(after({sample(0, 300, kOldMx, "a"), sample(1, 299, kOldMx, "a")}).size() == 1);
  CHECK(after({sample(0, 300), sample(1, 250), sample(2, 298), sample(3, 248)}).size() == 2);
}

TEST_CASE("an absent record is held like any other") {
  const auto entries = after({sample(0, 300, test::kAbsent)});
  REQUIRE(entries.size() == 1);
  CHECK(held_at(entries, at(1)) == std::vector<RrSet>{test::kAbsent});
}

TEST_CASE("a copy lives until its last instant, and is dropped by the next sample after it") {
  const auto entries = after({sample(0, 10)});
  CHECK(entries[0].is_live(at(11.1)));
  CHECK_FALSE(entries[0].is_live(at(11.2)));
  CHECK(after({sample(0, 10), sample(11.1, 300, kNewMx)}).size() == 2);
  CHECK(after({sample(0, 10), sample(11.2, 300, kNewMx)}).size() == 1);
}

TEST_CASE("a resolver that restarts the TTL before its end shows a second copy, and the first still counts") {
  const auto entries = after({sample(0, 300), sample(10, 300, kNewMx)});
  CHECK(held_at(entries, at(20)).size() == 2);
  CHECK(held_at(entries, at(305)) == std::vector<RrSet>{kNewMx});
}

TEST_CASE("more copies than the bound push out the one that ends first") {
  std::vector<CacheEntry> entries;
  for (int i = 0; i < 40; ++i) entries = with_sample(std::move(entries), sample(0, 1000 + 10 * i));
  CHECK(entries.size() == kMaxCacheEntries);
  for (const auto& entry : entries) CHECK(entry.expires.latest > at(1080));
}

TEST_CASE("what is held is told once each, sorted, and only while it lives") {
  const auto entries = after({sample(0, 100, kNewMx), sample(0, 500, kOldMx), sample(0, 300, kOldMx)});
  auto both = std::vector<RrSet>{kOldMx, kNewMx};
  std::ranges::sort(both);
  CHECK(held_at(entries, at(1)) == both);
  CHECK(held_at(entries, at(200)) == std::vector<RrSet>{kOldMx});
  CHECK(held_at(entries, at(600)).empty());
}
