#include "agent/cli/rollback_answer.hpp"

#include <doctest/doctest.h>

using namespace cutwatch::cli;
using nlohmann::json;

namespace {

json cutover_with(const json& rollback) {
  return {{"domain", "example.org"}, {"kind", "proxy"}, {"phase", "verify"}, {"rollback", rollback}};
}

}  // namespace

TEST_CASE("what to publish, and when that has taken effect") {
  const auto answer = rollback_answer(
      cutover_with({{"publish", json::array({"example.org. 60 IN MX 10 mail.example.org."})},
                    {"effective", "2026-12-01T20:01:05.000Z"},
                    {"proofs", json::array({{{"text", "copies of it may live until then"}}})}}));
  CHECK(answer.is_possible);
  CHECK(answer.text ==
        "example.org (proxy), phase verify: to go back, publish\n"
        "    example.org. 60 IN MX 10 mail.example.org.\n"
        "Published now, it has taken effect everywhere by 2026-12-01T20:01:05.000Z:\n"
        "    copies of it may live until then\n");
  CHECK(answer.document["rollback"]["effective"] == "2026-12-01T20:01:05.000Z");
}

TEST_CASE("when it takes effect may not be known, and there may be nothing to go back to") {
  const auto unknown = rollback_answer(
      cutover_with({{"publish", json::array({"x"})}, {"effective", nullptr}, {"proofs", json::array()}}));
  CHECK(unknown.text.contains("When that has taken effect cannot be told"));
  const auto nothing = rollback_answer(cutover_with({{"publish", json::array()}, {"effective", nullptr}}));
  CHECK_FALSE(nothing.is_possible);
  CHECK(nothing.text ==
        "example.org (proxy), phase verify: no record has changed, there is nothing to go back to\n");
  for (const auto& document : {json(), json(3), cutover_with(3)})
    CHECK_FALSE(rollback_answer(document).is_possible);
}
