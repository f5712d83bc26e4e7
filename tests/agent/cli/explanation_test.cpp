#include "agent/cli/explanation.hpp"

#include "core/cutover/conditions/condition.hpp"
#include "core/cutover/gates/gate.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::cli;

TEST_CASE("every condition and every gate is explained") {
  for (const auto& rule : cutover::condition_rules()) {
    const auto told = explanation_of(std::string(rule.id));
    REQUIRE_MESSAGE(told, std::string(rule.id));
    CHECK(text_of(*told).contains(rule.action));
    CHECK(text_of(*told).contains("Never raised") != rule.is_watched());
  }
  for (const auto& rule : cutover::gate_rules())
    CHECK_MESSAGE(explanation_of(std::string(rule.id)), std::string(rule.id));
}

TEST_CASE("a condition for people, and for programs") {
  const auto told = explanation_of("off_plan");
  REQUIRE(told);
  CHECK(text_of(*told) ==
        "off_plan: condition, warning\n"
        "  Question: Is what is published in a stage of the plan?\n"
        "  Cause:    The zone has something else than the plan says: a mistake in one of them, or a step not "
        "planned.\n"
        "  Do:       Correct the zone, or add the records to the stages of the plan.\n"
        "  Runbook:  docs/runbooks/conditions.md#off_plan\n");
  const auto document = json_of(*told);
  CHECK(document["what"] == "off_plan");
  CHECK(document["do"] == "Correct the zone, or add the records to the stages of the plan.");
}

TEST_CASE("reply codes are explained, anything else is not") {
  CHECK(explanation_of("550")->heading == "550: SMTP reply code");
  CHECK(explanation_of("5.7.1"));
  for (const auto* word : {"", "mx", "MX_PROBLEM", "5.7", "\x1b[2J"}) CHECK_FALSE(explanation_of(word));
}

TEST_CASE("what was likely meant: a slip of the finger first, then ids with the same parts") {
  CHECK(likely_meant("mx_probelm").front() == "mx_problem");
  const auto lame = likely_meant("lame");
  CHECK(lame == std::vector<std::string>{"authority_lame"});
  CHECK(likely_meant("ttl").size() == 5);
  CHECK(likely_meant("zzz").empty());
  CHECK(likely_meant("").empty());
}
