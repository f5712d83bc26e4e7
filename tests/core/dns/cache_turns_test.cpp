#include "core/dns/cache_turns.hpp"

#include "core/dns/resolver_view.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::answer;
using test::at;
using test::kNewMx;
using test::kOldMx;

namespace {

struct Seen {
  double when;
  std::int64_t ttl;
  double took = 0.1;
};

ResolverView after(const std::vector<Seen>& all, const RrSet& rrset = kOldMx) {
  ResolverView view;
  for (const auto& [when, ttl, took] : all)
    view = with_reply(std::move(view), at(when), at(when + took), answer(rrset, ttl));
  return view;
}

}  // namespace

TEST_CASE("no sighting, no cache; one copy, one cache") {
  CHECK(caches_by_turns({}, 0, kChanceReturns) == 0);
  CHECK(after({{0, 300}, {10, 290}, {20, 280}}).most_interleaved == 1);
}

TEST_CASE("one copy that comes back may be chance, two that do are two caches") {
  CHECK(after({{0, 300}, {5, 100}, {10, 290}}).most_interleaved == 1);
  CHECK(after({{0, 300}, {5, 100}, {10, 290}, {15, 90}}).most_interleaved == 2);
  CHECK(after({{0, 300}, {5, 100}, {10, 290}, {15, 200}, {20, 280}}).most_interleaved == 2);
}

TEST_CASE("four caches that take turns are four, however the answers follow each other") {
  std::vector<Seen> seen;
  for (int i = 0; i < 24; ++i) seen.push_back({i * 5.0, 300 + 100 * ((i * 3 + i / 4) % 4) - i * 5});
  CHECK(after(seen).most_interleaved == 4);
}

TEST_CASE("copies of one cache that follow each other are one, whatever the data") {
  ResolverView view;
  for (int i = 0; i < 20; ++i) {
    const auto& rrset = i / 2 % 2 == 0 ? kOldMx : kNewMx;
    view = with_reply(std::move(view), at(i * 5), at(i * 5 + 0.1), answer(rrset, i % 2 == 0 ? 8 : 3));
  }
  CHECK(view.most_interleaved == 1);
}

TEST_CASE("a cache that drops copies, and fetches one with a lower TTL that ends like one before, is one") {
  // The copies fetched with 88 s end at 95, 117 and 123; those with 45 s by chance at 96 and 121.
  const auto view = after({{7, 88},
                           {21, 75},
                           {28.8, 88},
                           {35, 88},
                           {41, 82},
                           {45, 88},
                           {47, 88},
                           {51.7, 45},
                           {52.5, 45},
                           {68, 30},
                           {76, 45},
                           {80, 41},
                           {90, 31}});
  CHECK(view.most_interleaved == 1);
}

TEST_CASE("two caches filled two seconds apart, asked slowly, are never three") {
  // An answer that took a second may show either copy: a third seems to lie between them.
  std::vector<Seen> seen;
  for (int i = 0; i < 24; ++i) {
    const double when = i * 10;
    const int end = i % 2 == 0 ? 500 : 502;
    const double took = i % 3 == 0 ? 1.2 : 0.4;
    seen.push_back({when, end - i * 10 - (i % 5 == 0 ? 1 : 0), took});
  }
  CHECK(after(seen).most_interleaved <= 2);
}

TEST_CASE("TTLs that stand still are no turns") {
  std::vector<Seen> seen;
  for (int i = 0; i < 24; ++i) seen.push_back({i * 5.0, i % 12 == 0 ? 60 : 40});
  CHECK(after(seen).most_interleaved == 1);
}

TEST_CASE("copies seen again too soon to have run down prove nothing") {
  CHECK(after({{0, 300}, {0.3, 100}, {0.7, 300}, {1, 100}, {1.4, 299}, {1.7, 99}}).most_interleaved == 1);
}

TEST_CASE("what is known already is not counted down") {
  CHECK(caches_by_turns(after({{0, 300}, {10, 290}}).holdings, 3, kChanceReturns) == 3);
}

TEST_CASE("an answer always to another question of the same copies costs no more than they are") {
  ResolverView view;
  for (int i = 0; i < 400; ++i) {
    const auto rrset = test::mx({std::to_string(i % 8) + " mail.example.org"});
    view = with_reply(std::move(view), at(i), at(i + 0.1), answer(rrset, 5'000 + 100 * (i % 8) - i));
  }
  CHECK(view.most_interleaved == 8);
}
