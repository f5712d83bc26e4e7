#include "agent/cli/gate_answer.hpp"

#include "agent/cli/agent_status.hpp"
#include "agent/cli/command_line.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace cutwatch;
using namespace cutwatch::cli;
using nlohmann::json;

namespace {

json gate(const char* step, const char* id, const char* verdict, const char* evidence = "seen") {
  return {{"step", step}, {"gate", id}, {"verdict", verdict}, {"evidence", evidence}};
}

int exit_status(std::initializer_list<const char*> verdicts) {
  json gates = json::array();
  for (const auto* verdict : verdicts) gates.push_back(gate("switch", "mx_valid", verdict));
  return gate_answer({{"gates", gates}}, "switch").exit_status;
}

}  // namespace

TEST_CASE("a step may be taken when each of its gates passes or is waived") {
  CHECK(exit_status({"pass"}) == kPass);
  CHECK(exit_status({"pass", "waived"}) == kPass);
}

TEST_CASE("missing evidence is never a pass, and what is known to be shut outweighs it") {
  CHECK(exit_status({"pass", "no_evidence", "pass"}) == kCannotTell);
  CHECK(exit_status({"no_evidence", "wait"}) == kNotPassed);
  CHECK(exit_status({"fail", "no_evidence"}) == kNotPassed);
  CHECK(exit_status({}) == kCannotTell);
}

TEST_CASE("a verdict that this version does not know is no pass") {
  CHECK(exit_status({"pass", "passed"}) == kCannotTell);
  CHECK(exit_status({""}) == kCannotTell);
  CHECK(gate_answer({{"gates", json::array({json::object({{"step", "switch"}, {"verdict", 1}})})}}, "switch")
            .exit_status == kCannotTell);
}

TEST_CASE("only the gates of the step count, one line each") {
  const json cutover{{"gates", json::array({gate("switch", "mx_valid", "pass", "it has addresses"),
                                            gate("done", "ttl_restored", "fail")})}};
  const auto answer = gate_answer(cutover, "switch");
  CHECK(answer.exit_status == kPass);
  REQUIRE(answer.lines.size() == 1);
  CHECK(answer.lines.front() == "pass         mx_valid                 it has addresses");
}

TEST_CASE("what is no cutover has no gates, and its words cannot steer a terminal") {
  for (const auto& document : {json(), json(3), json("gates"), json{{"gates", 3}}, json::array({1})})
    CHECK(gate_answer(document, "switch").exit_status == kCannotTell);
  const auto answer =
      gate_answer({{"gates", json::array({gate("switch", "a", "fail", "\x1b[2Jgone\n")})}}, "switch");
  CHECK(answer.lines.front().find('\x1b') == std::string::npos);
  CHECK(answer.lines.front().find('\n') == std::string::npos);
}

TEST_CASE("a cutover is found by its domain, or alone") {
  const json one{{"cutovers", json::array({json{{"domain", "example.org"}}})}};
  const json two{
      {"cutovers", json::array({json{{"domain", "example.org"}}, json{{"domain", "example.net"}}})}};
  CHECK(cutover_of(one, "").has_value());
  CHECK((*cutover_of(two, "example.net."))["domain"] == "example.net");
  CHECK(cutover_of(two, "").error().detail == "which domain? The agent watches example.org, example.net");
  CHECK(cutover_of(one, "example.com").error().detail ==
        "the agent does not watch example.com, but example.org");
}
