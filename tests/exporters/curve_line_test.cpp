#include "exporters/curve_line.hpp"

#include "exporters/countdown.hpp"
#include "tests/support/values.hpp"

#include <doctest/doctest.h>

using namespace cutwatch;
using namespace cutwatch::exporters;
using test::at;

TEST_CASE("the forecast is drawn as dark as the share that is new by then") {
  const std::vector<dns::CurvePoint> curve{{at(0), 0.25}, {at(50), 0.5}, {at(100), 1.0}};
  CHECK(curve_line(curve, at(0)) ==
        "forecast |...................--------------------#| 25 % now, 100 % in 1m 40s");
}

TEST_CASE("a forecast that is never whole does not look whole") {
  const auto line = curve_line({{at(0), 0.9}, {at(10), 0.99}}, at(0));
  CHECK_FALSE(line.contains('#'));
  CHECK(line.ends_with("90 % now, 99 % in 10s"));
}

TEST_CASE("there is no forecast where nothing is to come") {
  CHECK(curve_line({}, at(0)).empty());
  CHECK(curve_line({{at(0), 0.5}}, at(0)).empty());
  CHECK(curve_line({{at(0), 0.5}, {at(10), 1.0}}, at(10)).empty());
}

TEST_CASE("what is left is rounded up to the second") {
  CHECK(countdown(Millis{1}) == "1s");
  CHECK(countdown(Millis{-5000}) == "0s");
  CHECK(countdown(Millis{60'000}) == "1m 00s");
  CHECK(countdown(Millis{7'380'000}) == "2h 03m");
}
