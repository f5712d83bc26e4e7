#include "core/dns/propagation.hpp"

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
const Expectation kExpected{.stages = kStages, .target = 1, .old_bound = {}};

ResolverView holding(const std::vector<std::pair<RrSet, std::int64_t>>& copies) {
  ResolverView out;
  for (const auto& [rrset, ttl] : copies)
    out = with_reply(std::move(out), at(0), at(0.1), answer(rrset, ttl));
  return out;
}

const ResolverView kOld = holding({{kOldMx, 300}});
const ResolverView kNew = holding({{kNewMx, 300}});
const ResolverView kBoth = holding({{kOldMx, 300}, {kNewMx, 300}, {kNewMx, 600}, {kNewMx, 900}});
const ResolverView kOther = holding({{test::mx({"1 x.example"}), 300}});
const ResolverView kSilent = with_reply({}, at(0), at(5), fail(FailureKind::timeout));

}  // namespace

TEST_CASE("the ratio is the mean over copies, then addresses, then operators") {
  struct Row {
    const char* what;
    std::vector<WeighedView> views;
    std::optional<double> ratio;
  };
  const Row rows[] = {
      {"nobody", {}, std::nullopt},
      {"all old", {{&kOld, kExpected, "a"}, {&kOld, kExpected, "b"}}, 0.0},
      {"all new", {{&kNew, kExpected, "a"}}, 1.0},
      {"half", {{&kOld, kExpected, "a"}, {&kNew, kExpected, "b"}}, 0.5},
      {"copies behind one address", {{&kBoth, kExpected, "a"}}, 0.75},
      {"one operator counts once",
       {{&kOld, kExpected, "a"}, {&kNew, kExpected, "b"}, {&kNew, kExpected, "b"}, {&kNew, kExpected, "b"}},
       0.5},
      {"the silent count neither way",
       {{&kOld, kExpected, "a"}, {&kNew, kExpected, "b"}, {&kSilent, kExpected, "c"}},
       0.5},
      {"only the silent", {{&kSilent, kExpected, "c"}}, std::nullopt},
      {"a copy in no stage is not new", {{&kNew, kExpected, "a"}, {&kOther, kExpected, "b"}}, 0.5},
  };
  for (const auto& row : rows) {
    INFO(row.what);
    const auto ratio = propagation_ratio(row.views, at(1));
    REQUIRE(ratio.has_value() == row.ratio.has_value());
    if (ratio) CHECK(*ratio == doctest::Approx(*row.ratio));
  }
}

TEST_CASE("copies that have ended no longer count") {
  CHECK(propagation_ratio({{&kBoth, kExpected, "a"}}, at(400)) == 1.0);
  CHECK(propagation_ratio({{&kBoth, kExpected, "a"}}, at(4000)) == std::nullopt);
}

TEST_CASE("weights: the ratio counts operators by weight, the largest where their addresses differ") {
  CHECK(propagation_ratio({{&kNew, kExpected, "a", 3}, {&kOld, kExpected, "b", 1}}, at(1)) ==
        doctest::Approx(0.75));
  CHECK(propagation_ratio(
            {{&kNew, kExpected, "a", 1}, {&kNew, kExpected, "a", 3}, {&kOld, kExpected, "b", 1}}, at(1)) ==
        doctest::Approx(0.75));
  CHECK(propagation_ratio({{&kSilent, kExpected, "a", 9}, {&kNew, kExpected, "b", 1}}, at(1)) ==
        doctest::Approx(1));
}

TEST_CASE("curve: the forecast rises as each old copy ends, and stays where one is kept past its TTL") {
  const auto soon = holding({{kOldMx, 100}});
  const auto curve = predicted_curve({{&soon, kExpected, "a"}, {&kOld, kExpected, "b"}}, at(1));
  REQUIRE(curve.size() == 3);
  CHECK(curve[0].share_new == doctest::Approx(0));
  CHECK(curve[1].share_new == doctest::Approx(0.5));
  CHECK(curve[1].at == at(101.1));
  CHECK(curve[2].share_new == doctest::Approx(1));
  CHECK(curve[2].at == at(301.1));
  const auto kept = predicted_curve({{&soon, kExpected, "a", 1, true}, {&kOld, kExpected, "b"}}, at(1));
  CHECK(kept.back().share_new == doctest::Approx(0.5));
}
