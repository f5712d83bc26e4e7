#include "core/cutover/asking/expiry_wish.hpp"

#include "tests/support/observations.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const Observation kSwitched1 = authority_says(50, kNs1, authoritative(kNewMx, 300), 2);
const Observation kSwitched2 = authority_says(51, kNs2, authoritative(kNewMx, 300), 2);

std::vector<Observation> before() {
  return {delegation(0, std::vector{kNs1, kNs2}), authority_says(1, kNs1, authoritative(kOldMx, 300)),
          authority_says(1, kNs2, authoritative(kOldMx, 300))};
}

std::optional<WallTime> wish(std::vector<Observation> more, double now, Millis interval = Seconds{60}) {
  const cutover::WatchedRecord record{
      .question = kMxQuestion, .stages = {kOldMx, kNewMx}, .interval = interval};
  return cutover::next_old_end(record, record_of(folded(more, folded(before()))), "google", at(now));
}

const Observation kOldCopy = resolver_says(40, "google", answer(kOldMx, 100));  // ends by 141.1

}  // namespace

TEST_CASE("expiry wish: the end of an old copy, once every authority has the new records") {
  CHECK_FALSE(wish({kOldCopy}, 45));
  CHECK_FALSE(wish({kOldCopy, kSwitched1}, 60));
  CHECK(wish({kOldCopy, kSwitched1, kSwitched2}, 60) == at(141.1));
}

TEST_CASE("expiry wish: the next of several ends, none for new copies, none that is past") {
  const auto second = resolver_says(60, "google", answer(kOldMx, 200));
  CHECK(wish({kOldCopy, kSwitched1, kSwitched2, second}, 70) == at(141.1));
  CHECK(wish({kOldCopy, kSwitched1, kSwitched2, second}, 142) == at(261.1));
  CHECK_FALSE(wish({kOldCopy, kSwitched1, kSwitched2, second}, 262));
  CHECK_FALSE(wish({kSwitched1, kSwitched2, resolver_says(60, "google", answer(kNewMx, 200))}, 70));
  CHECK_FALSE(wish({kSwitched1, kSwitched2, resolver_says(60, "other", answer(kOldMx, 200))}, 70));
}

TEST_CASE(
    "expiry wish: a resolver that gives old data with TTLs of seconds, or stands still, is not chased") {
  CHECK_FALSE(wish({kSwitched1, kSwitched2, resolver_says(340, "google", answer(kOldMx, 0))}, 340.2));
  CHECK_FALSE(wish({kSwitched1, kSwitched2, resolver_says(340, "google", answer(kOldMx, 4))}, 340.2));
  CHECK_FALSE(wish({kSwitched1, kSwitched2, resolver_says(340, "google", answer(kOldMx, 30))}, 340.2));
  CHECK(wish({kSwitched1, kSwitched2, resolver_says(340, "google", answer(kOldMx, 4))}, 340.2, Seconds{1}));
}

TEST_CASE("expiry wish: a copy that came after the last honest one had ended is not waited for") {
  CHECK(wish({kSwitched1, kSwitched2, resolver_says(350, "google", answer(kOldMx, 7))}, 350.2));
  CHECK_FALSE(wish({kSwitched1, kSwitched2, resolver_says(360, "google", answer(kOldMx, 7))}, 360.2));
}

TEST_CASE("expiry wish: what only a server that has left the delegation had changed is old") {
  const std::vector<Observation> taken_back{authority_says(50, kNs2, authoritative(kNewMx, 300), 2),
                                            resolver_says(60, "google", answer(kNewMx, 100)),
                                            delegation(70, std::vector{kNs1}),
                                            authority_says(71, kNs1, authoritative(kOldMx, 300))};
  CHECK(wish(taken_back, 80) == at(161.1));
}
