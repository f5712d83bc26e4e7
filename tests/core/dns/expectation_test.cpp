#include "core/dns/expectation.hpp"

#include "core/dns/answer_state.hpp"
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
  const auto still = after({{0, 30}, {3, 30}});
  REQUIRE(still.entries.size() == 1);
  REQUIRE(still.entries[0].standstills > 0);
  CHECK(foretold(still, 4, at(20)) == at(20));
}

TEST_CASE(
    "a TTL of 30 that has had no time to move may be what is left of an honest copy: no bound ends it") {
  const auto once = after({{0, 30}});
  REQUIRE(once.entries[0].is_end_unknown());
  CHECK(foretold(once, 1, at(20)) == once.entries[0].expires.latest);
  CHECK(foretold(once, 25, at(20)) == once.entries[0].expires.latest);
}

namespace {

ResolverView with_named(ResolverView view, double when, const RrSet& rrset, std::int64_t ttl,
                        const std::string& nsid) {
  auto said = answer(rrset, ttl);
  said.nsid = nsid;
  return with_reply(std::move(view), at(when), at(when + 0.1), said);
}

std::optional<AnswerState> state(const ResolverView& view, double now, double bound) {
  return state_of(view, {.stages = kStages, .target = 1, .old_bound = at(bound)}, at(now));
}

}  // namespace

TEST_CASE("another cache's new data end no old copy of which nobody knows how long it lives") {
  // Exactly 30 s were left of a copy from before anybody looked.
  auto view = with_named({}, 101, kOldMx, 30, "a");
  view = with_named(std::move(view), 102, kNewMx, 5, "b");
  view = with_named(std::move(view), 114, kNewMx, 5, "b");
  CHECK(state(view, 115, 110) == AnswerState::mixed);
  CHECK_FALSE(state(view, 133, 110));
}

TEST_CASE("after the bound a TTL that stands still at one cache is not ended by another cache's answer") {
  auto view = with_named({}, 5, kNewMx, 20, "b");
  for (const double when : {10.0, 20.0, 30.0, 40.0, 50.0, 60.0})
    view = with_named(std::move(view), when, kOldMx, 300, "a");
  view = with_named(std::move(view), 65, kNewMx, 20, "b");
  CHECK(state(view, 66, 40) == AnswerState::mixed);
  view = with_named(std::move(view), 70, kNewMx, 20, "a");
  CHECK(state(view, 71, 40) == AnswerState::new_stage);
}
