#include "agent/cli/calibration_output.hpp"

#include "tests/support/values.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cutwatch;
using namespace cutwatch::cli;
using namespace cutwatch::test;

namespace {

dns::Calibration figures(std::int64_t cap, std::int64_t floor) {
  return {.long_ttl = Seconds{172'800},
          .short_ttl = Seconds{1},
          .given_long = dns::GivenTtls{Seconds{cap}, Seconds{cap}},
          .given_short = dns::GivenTtls{Seconds{floor}, Seconds{floor}},
          .held_at_zero = std::nullopt,
          .aging = dns::Aging::counts_down,
          .caches = 2,
          .unmeasured = {}};
}

MeasuredResolvers both() {
  return {{.resolver = {"192.0.2.53", endpoint("192.0.2.53"), "isp"}, .result = figures(86'400, 30)},
          {.resolver = {"mute", endpoint("192.0.2.54"), "mute"},
           .result = fail(FailureKind::timeout, "none of 4 questions was answered")}};
}

}  // namespace

TEST_CASE("calibration: a table has a line a resolver, without figures where nothing was measured") {
  CHECK(table_of(both()) ==
        "RESOLVER    CAP              FLOOR       AGES    CACHES  NOTE\n"
        "192.0.2.53  86400            30          yes     >=2\n"
        "mute        -                -           -       -       not measured: none of 4 questions was "
        "answered\n");
}

TEST_CASE("calibration: the JSON has figures or why there are none") {
  const auto out = nlohmann::json::parse(json_of(both()));
  CHECK(out["ok"] == true);
  CHECK(out["failure"].is_null());
  CHECK(out["resolvers"][0]["id"] == "192.0.2.53");
  CHECK(out["resolvers"][0]["calibration"]["cap_seconds"] == 86'400);
  CHECK(out["resolvers"][0]["failure"].is_null());
  CHECK(out["resolvers"][1]["calibration"].is_null());
  CHECK(out["resolvers"][1]["failure"] == "timeout: none of 4 questions was answered");
  const auto nothing = nlohmann::json::parse(json_of(fail(FailureKind::protocol, "no wildcard")));
  CHECK(nothing["ok"] == false);
  CHECK(nothing["failure"] == "protocol: no wildcard");
}

TEST_CASE("calibration: nothing is measured where no resolver was") {
  CHECK(is_any_measured(both()));
  CHECK_FALSE(is_any_measured({both()[1]}));
  CHECK_FALSE(is_any_measured({}));
}
