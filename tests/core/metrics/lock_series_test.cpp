#include "tests/core/cutover/lockdown/lock_world.hpp"
#include "tests/core/metrics/series.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::test;

namespace {

const std::string kLocked = "cutwatch_upstream_locked{example.org,old,}";

auto series(const std::vector<Observation>& knocks) {
  metrics::Watched what{.plans = {lock_plan()}, .resolvers = {}};
  return series_of(what, folded(together({records_moved(), arrived(what.plans.front()), knocks})), kNow);
}

std::string of_class(const std::string& shown) {
  return "cutwatch_upstream_lock_class{example.org,old," + shown + ",}";
}

}  // namespace

TEST_CASE("cutwatch_upstream_locked is 1 or 0 where that is known, and absent otherwise") {
  CHECK(series({knocked(kNow - 150, kHard)}).at(kLocked) == 1);
  CHECK(series({knocked(kNow - 150, kTakes)}).at(kLocked) == 0);
  CHECK_FALSE(series({}).contains(kLocked));
  CHECK_FALSE(series({knocked(kNow - 150, kSoft)}).contains(kLocked));
  CHECK_FALSE(series({knocked(kNow - 150, Knock{.answer = kHard, .control = kDropped})}).contains(kLocked));
  CHECK_FALSE(series({knocked(kNow - 1000, kHard)}).contains(kLocked));
}

TEST_CASE("cutwatch_upstream_lock_class has one class that is 1, or none at all") {
  const auto shown = series({knocked(kNow - 150, kSoft)});
  CHECK(shown.at(of_class("4xx")) == 1);
  for (const auto* other : {"open", "5xx", "closed"}) CHECK(shown.at(of_class(other)) == 0);
  CHECK(series({knocked(kNow - 150, kTakes)}).at(of_class("open")) == 1);
  CHECK_FALSE(series({}).contains(of_class("open")));
  CHECK_FALSE(series({knocked(kNow - 150, said(550, "5.1.1", "User unknown"))}).contains(of_class("5xx")));
}
