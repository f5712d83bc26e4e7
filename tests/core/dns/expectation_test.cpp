#include "core/dns/expectation.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::dns;
using test::answer;
using test::at;
using test::kNewMx;
using test::kOldMx;

namespace {

const Stages kStages{kOldMx, kNewMx};

struct Seen {
  double when;
  std::int64_t ttl;
};

ResolverView after(const std::vector<Seen>& all) {
  ResolverView view;
  for (const auto& [when, ttl] : all)
    view = with_reply(std::move(view), at(when), at(when + 0.1), answer(kOldMx, ttl));
  return view;
}

WallTime foretold(const ResolverView& view, double now, std::optional<WallTime> bound = {}) {
  return foretold_end(view.entries.back(), view, {.stages = kStages, .target = 1, .old_bound = bound},
                      at(now));
}

}  // namespace

TEST_CASE(
    "where one cache is known, every answer narrows the end that is foretold, and not how long it may live") {
  // The copy ends at 300.0, rounded up.
  const auto view = after({{0.1, 300}, {10.9, 290}, {20.4, 280}});
  REQUIRE(view.entries.size() == 1);
  CHECK(foretold(view, 21) == at(301.2));
  CHECK(lives_until(view.entries[0], view, {.stages = kStages, .target = 1, .old_bound = {}}) == at(302));
  CHECK(foretold(view, 301.5) == at(302));
}

TEST_CASE("where several caches are known, two copies may look like one, and the later end is foretold") {
  const auto view = after({{0, 300}, {5, 100}, {10, 290}, {15, 90}, {20.8, 280}});
  REQUIRE(view.caches(at(21)) == 2);
  CHECK(foretold_end(view.entries[0], view, {.stages = kStages, .target = 1, .old_bound = {}}, at(21)) ==
        view.entries[0].ends_by);
}

TEST_CASE("copies of a second or two cannot be told from those that follow: the later end is foretold") {
  const auto view = after({{0.1, 2}, {0.9, 2}});
  REQUIRE(view.entries.size() == 1);
  CHECK(foretold(view, 1) == view.entries[0].ends_by);
}

TEST_CASE(
    "of a TTL that stale answers have too, and that has had no time to move, all answers tell the end") {
  // The copy ends at 30.0, rounded up; nobody knows yet that it counts.
  const auto view = after({{0.1, 30}, {0.9, 30}});
  REQUIRE(view.entries.size() == 1);
  REQUIRE(view.entries[0].is_end_unknown());
  CHECK(foretold(view, 1) == view.entries[0].expires.latest);
  CHECK(view.entries[0].expires.latest < view.entries[0].ends_by);
}

TEST_CASE("where the TTL does not tell the end, the bound is foretold") {
  CHECK(foretold(after({{0, 30}}), 1, at(20)) == at(20));
}
