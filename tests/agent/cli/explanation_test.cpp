#include "agent/cli/explanation.hpp"

#include "core/cutover/conditions/condition.hpp"
#include "core/cutover/gates/gate.hpp"
#include "tests/agent/cli/ran.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>
#include <string>

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
  for (const auto* word : {"", "mx", "5.7", "\x1b[2J"}) CHECK_FALSE(explanation_of(word));
}

TEST_CASE("a gate says when it passes, before which steps, and what to do") {
  CHECK(
      text_of(*explanation_of("records_noted")) ==
      "records_noted: gate\n"
      "  Question: Is it noted what to go back to?\n"
      "  Before:   lower_ttl\n"
      "  Kinds:    all\n"
      "  Passes:   of each record its first stage, as every name server published it, is noted with its TTL\n"
      "  Do:       Let the agent run before anything is changed, with stages whose first one is what is "
      "published now.\n"
      "  More:     docs/gates.md#gates\n");
  CHECK(json_of(*explanation_of("mx_valid"))["before"] == "switch, remove_old, retire_old");
  const auto moved = text_of(*explanation_of("no_bypass"));
  CHECK(moved.contains(
      "  Before:   remove_old; in kind proxy, where no record changes in remove_old, retire_old\n"));
  CHECK(moved.contains("  Kinds:    proxy\n"));
  CHECK(moved.contains("  Passes:   "));
  const auto pending = text_of(*explanation_of("spf_covers_both"));
  CHECK(pending.contains("This version does not look at it"));
  CHECK(pending.contains("waive it"));
  CHECK_FALSE(pending.contains("Passes:"));
}

TEST_CASE("a step tells its gates") {
  const auto told = text_of(*explanation_of("switch"));
  CHECK(told.starts_with("switch: step\n  Means:    publish the records that lead mail down the new path\n"));
  CHECK(told.contains(" spf_covers_both (address), old_host_relays (server)\n"));
  CHECK(told.contains("cutwatch gate switch"));
  CHECK(text_of(*explanation_of("retire_old"))
            .contains("  Moved:    previous_stage_expired, new_path_verified, "));
  for (const auto step : cutover::kSteps) CHECK(explanation_of(std::string(to_string(step))));
}

TEST_CASE("what is pasted from a log is understood") {
  CHECK(explanation_of("OFF_PLAN") == explanation_of("off_plan"));
  CHECK(explanation_of(" Identity_Ready ") == explanation_of("identity_ready"));
  for (const auto* text : {"550 5.7.1 Relay denied", "550-5.7.1", "550-5.7.1 text", "550 5.7.1: no"}) {
    CAPTURE(text);
    const auto told = explanation_of(text);
    REQUIRE(told);
    CHECK(told->heading == "550 5.7.1: SMTP reply code");
    CHECK(told->lines == explanation_of("5.7.1")->lines);
  }
  CHECK(explanation_of("550 no such user")->heading == "550: SMTP reply code");
  CHECK(explanation_of("5.1.1 no such user")->heading == "5.1.1: SMTP reply code");
}

TEST_CASE("what was likely meant: a slip of the finger first, then ids with the same parts") {
  CHECK(likely_meant("mx_probelm").front() == "mx_problem");
  const auto lame = likely_meant("lame");
  CHECK(lame == std::vector<std::string>{"authority_lame"});
  CHECK(likely_meant("ttl").size() == 5);
  CHECK(likely_meant("zzz").empty());
  CHECK(likely_meant("").empty());
}

TEST_CASE("without arguments all conditions: a page for people, documents for programs") {
  const auto page = test::run({"cutwatch", "explain"});
  CHECK(page.status == 0);
  CHECK(page.out == cutover::condition_documentation());
  const auto documents = test::run({"cutwatch", "explain", "-o", "json"});
  CHECK(documents.status == 0);
  std::istringstream lines(documents.out);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count)
    CHECK(nlohmann::json::parse(line)["what"] == cutover::condition_rules()[count].id);
  CHECK(count == cutover::condition_rules().size());
}
