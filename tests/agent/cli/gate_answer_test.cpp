#include "agent/cli/gate_answer.hpp"

#include "agent/cli/agent_status.hpp"
#include "agent/cli/command_line.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace cutwatch;
using namespace cutwatch::cli;
using nlohmann::json;

namespace {

json gate(const char* step, const char* id, const char* verdict, const char* evidence = "seen") {
  return {{"step", step}, {"gate", id}, {"verdict", verdict}, {"evidence", evidence}};
}

json decision(const char* kind, const char* next, const char* sentence = "So it is.") {
  return {{"decision", kind}, {"next_step", next == nullptr ? json() : json(next)}, {"sentence", sentence}};
}

int exit_status(std::initializer_list<const char*> verdicts) {
  json gates = json::array();
  for (const auto* verdict : verdicts) gates.push_back(gate("switch", "mx_valid", verdict));
  return gate_answer({{"gates", gates}, {"decision", decision("go", "switch")}}, "switch").exit_status;
}

/// All gates before `asked` are open, and this is decided.
GateAnswer answer_when_open(const char* asked, const json& decided) {
  return gate_answer({{"gates", json::array({gate(asked, "mx_valid", "pass")})}, {"decision", decided}},
                     asked);
}

}  // namespace

TEST_CASE("a step may be taken when each of its gates passes or is waived") {
  CHECK(exit_status({"pass"}) == kPass);
  CHECK(exit_status({"pass", "waived"}) == kPass);
}

TEST_CASE("open gates do not take the next step where the decision is to wait, and the sentence says why") {
  const auto waits = answer_when_open("switch", decision("wait", "switch", "Wait: put off 4 times."));
  CHECK(waits.exit_status == kNotPassed);
  CHECK(waits.sentence == "Wait: put off 4 times.");
  CHECK(answer_when_open("retire_old", decision("roll_back", "retire_old")).exit_status == kNotPassed);
  const auto goes = answer_when_open("switch", decision("go", "switch", "Go: publish the new records now."));
  CHECK(goes.exit_status == kPass);
  CHECK(goes.sentence == "Go: publish the new records now.");
}

TEST_CASE("a step comes after those before it") {
  const auto early = answer_when_open("switch", decision("go", "lower_ttl", "Go: lower it now."));
  CHECK(early.exit_status == kNotPassed);
  CHECK(early.sentence == "lower_ttl comes first. Go: lower it now.");
  CHECK(answer_when_open("done", decision("wait", nullptr)).exit_status == kNotPassed);
}

TEST_CASE("a barrier before a change does not open for one that was made, whatever its gates say now") {
  const auto taken = [](const char* step, const char* verdict, const json& decided, const char* phase) {
    return gate_answer(
        {{"gates", json::array({gate(step, "mx_valid", verdict)})}, {"decision", decided}, {"phase", phase}},
        step);
  };
  for (const auto* verdict : {"pass", "waived", "wait", "fail", "no_evidence"}) {
    const auto lowered = taken("lower_ttl", verdict, decision("wait", "switch"), "lower_ttl");
    CHECK(lowered.exit_status == kNotPassed);
    CHECK(lowered.sentence == "lower_ttl is taken already (phase lower_ttl).");
    CHECK(lowered.is_taken);
  }
  for (const auto* step : {"lower_ttl", "switch", "retire_old", "done"}) {
    const auto done = taken(step, "pass", decision("done", nullptr), "done");
    CHECK(done.exit_status == kNotPassed);
    CHECK(done.sentence == std::string(step) + " is taken already (phase done).");
  }
  const auto back = taken("switch", "pass", decision("roll_back", "remove_old", "Roll back: x."), "verify");
  CHECK(back.exit_status == kNotPassed);
  CHECK(back.sentence == "switch is taken already (phase verify). Roll back: x.");
  CHECK_FALSE(taken("switch", "pass", decision("go", "switch"), "lower_ttl").is_taken);
  CHECK_FALSE(taken("done", "pass", decision("go", "switch"), "lower_ttl").is_taken);
}

TEST_CASE("that the old server was retired may be seen by nothing: in the end it may be still") {
  json cutover{
      {"gates",
       json::array({gate("retire_old", "old_host_expired", "pass"), gate("switch", "mx_valid", "pass")})},
      {"decision", decision("done", nullptr, "Done: nothing is left to do.")},
      {"phase", "done"},
      {"plan",
       json::array({{{"step", "switch"}, {"kind", "taken"}}, {{"step", "retire_old"}, {"kind", "open"}}})}};
  const auto open = gate_answer(cutover, "retire_old");
  CHECK(open.exit_status == kPass);
  CHECK(open.sentence == "Done: nothing is left to do.");
  CHECK_FALSE(open.is_taken);
  CHECK(gate_answer(cutover, "switch").exit_status == kNotPassed);
  cutover["plan"][1]["kind"] = "taken";
  CHECK(gate_answer(cutover, "retire_old").exit_status == kNotPassed);
}

TEST_CASE("where the go to retire the old server says to restore the TTL then, that waits for its gates") {
  const auto asked = [](const char* gone, json publishes, const char* kind = "go") {
    auto decided = decision(kind, "retire_old", "Go: retire it now; once it is, restore the TTL.");
    decided["publishes"] = std::move(publishes);
    return gate_answer({{"gates", json::array({gate("done", "old_record_gone", gone),
                                               gate("done", "ttl_restored", "fail")})},
                        {"decision", decided}},
                       "done");
  };
  const auto open = asked("pass", "done");
  CHECK(open.exit_status == kPass);
  CHECK(open.sentence == "Go: retire it now; once it is, restore the TTL.");
  CHECK(asked("fail", "done").exit_status == kNotPassed);
  CHECK(asked("no_evidence", "done").exit_status == kCannotTell);
  CHECK(asked("pass", nullptr).exit_status == kNotPassed);
  CHECK(asked("pass", nullptr).sentence.starts_with("retire_old comes first. "));
  CHECK(asked("pass", "done", "wait").exit_status == kNotPassed);
}

TEST_CASE("that the TTL is not restored yet does not hold up the step that restores it") {
  const auto at_the_end = [](const char* ttl, const char* kind) {
    return gate_answer({{"gates", json::array({gate("done", "old_record_gone", "pass"),
                                               gate("done", "ttl_restored", ttl)})},
                        {"decision", decision(kind, "done")}},
                       "done")
        .exit_status;
  };
  CHECK(at_the_end("fail", "go") == kPass);
  CHECK(at_the_end("fail", "wait") == kNotPassed);
  CHECK(at_the_end("no_evidence", "wait") == kCannotTell);
}

TEST_CASE("a document that does not decide cannot tell, however open its gates are") {
  CHECK(answer_when_open("switch", json()).exit_status == kCannotTell);
  CHECK(answer_when_open("switch", json(3)).exit_status == kCannotTell);
  CHECK(answer_when_open("switch", decision("go", "swich")).exit_status == kCannotTell);
  CHECK(answer_when_open("switch", decision("gone", "switch")).exit_status == kNotPassed);
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

TEST_CASE("for programs: whether the step may be taken, or that it cannot be told, and by which gates") {
  const auto told = [](const char* verdict) {
    const json cutover{{"gates", json::array({gate("switch", "mx_valid", verdict)})},
                       {"decision", decision("go", "switch")}};
    return gate_json(gate_answer(cutover, "switch"), "example.org", "switch");
  };
  CHECK(told("pass") == json{{"domain", "example.org"},
                             {"step", "switch"},
                             {"may_be_taken", true},
                             {"sentence", "So it is."},
                             {"gates", json::array({gate("switch", "mx_valid", "pass")})}});
  CHECK(told("fail")["may_be_taken"] == false);
  CHECK(told("no_evidence")["may_be_taken"].is_null());
  CHECK(gate_json({}, "example.org", "done")["sentence"].is_null());
}

TEST_CASE("only the gates of the step count, one line each") {
  const json cutover{{"gates", json::array({gate("switch", "mx_valid", "pass", "it has addresses"),
                                            gate("done", "ttl_restored", "fail")})},
                     {"decision", decision("go", "switch")}};
  const auto answer = gate_answer(cutover, "switch");
  CHECK(answer.exit_status == kPass);
  CHECK(gate_text(answer) == "pass         mx_valid                 it has addresses\nSo it is.\n");
}

TEST_CASE("the line of a gate says how old its evidence is, where that is told") {
  const std::string line = "pass         mx_valid                 it has addresses";
  auto one = gate("switch", "mx_valid", "pass", "it has addresses");
  CHECK(gate_line(one) == line + "\n");
  for (const auto& [age, shown] :
       {std::pair{json(4.9), " (4 s old)"}, std::pair{json(0), " (0 s old)"},
        std::pair{json(-0.2), " (0 s old)"},  // the host's clock was set back
        std::pair{json(5400), " (5400 s old)"}, std::pair{json(), ""}, std::pair{json("old"), ""}}) {
    one["evidence_age_seconds"] = age;
    CHECK(gate_line(one) == line + shown + "\n");
  }
}

TEST_CASE("what is no cutover has no gates, and its words cannot steer a terminal") {
  for (const auto& document : {json(), json(3), json("gates"), json{{"gates", 3}}, json::array({1})})
    CHECK(gate_answer(document, "switch").exit_status == kCannotTell);
  const auto answer =
      gate_answer({{"gates", json::array({gate("switch", "a", "fail", "\x1b[2Jgone\n")})}}, "switch");
  CHECK(gate_text(answer).find('\x1b') == std::string::npos);
  CHECK(std::ranges::count(gate_text(answer), '\n') == 1);
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

TEST_CASE("what was taken back stands below the sentence") {
  auto answer = gate_answer({{"gates", json::array({gate("switch", "mx_valid", "pass")})},
                             {"decision", decision("go", "switch", "Go.")},
                             {"taken_back", {{"sentence", "They were taken back."}}}},
                            "switch");
  CHECK(gate_text(answer).ends_with("Go.\nThey were taken back.\n"));
}
