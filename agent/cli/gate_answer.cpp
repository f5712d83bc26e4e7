#include "agent/cli/gate_answer.hpp"

#include "agent/cli/command_line.hpp"
#include "agent/cli/cutover_parts.hpp"
#include "agent/cli/json_text.hpp"
#include "core/cutover/plan/step.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

int status_of(const std::string& verdict) {
  if (verdict == "pass" || verdict == "waived") return kPass;
  return verdict == "fail" || verdict == "wait" ? kNotPassed : kCannotTell;
}

/// The last step restores the TTL: that it is not yet does not hold it up (docs/gates.md).
bool is_the_step_itself(const json& gate) {
  return text_at(gate, "step") == "done" && text_at(gate, "gate") == "ttl_restored" &&
         text_at(gate, "verdict") == "fail";
}

/// Where a step stands in their order; nullopt for what is none.
std::optional<std::size_t> place_of(const std::string& step) {
  const auto found = std::ranges::find(cutover::kSteps, step, [](auto each) { return to_string(each); });
  if (found == cutover::kSteps.end()) return std::nullopt;
  return static_cast<std::size_t>(found - cutover::kSteps.begin());
}

/// What the decision of a cutover means for a step.
struct Ruling {
  int exit_status = kCannotTell;
  std::string sentence;
  bool is_taken = false;
};

/// A barrier before a change does not open for one that was made.
Ruling taken(const json& cutover, const std::string& step, const std::string& sentence) {
  const auto words = fmt::format("{} is taken already (phase {}).", step, phase_of(cutover));
  return {.exit_status = kNotPassed,
          .sentence = sentence.empty() ? words : fmt::format("{} {}", words, sentence),
          .is_taken = true};
}

/// That the old server is off may be seen by nothing: its step may be taken still when all is done.
bool may_still_be_taken(const json& cutover, const std::string& step) {
  return std::ranges::any_of(list_at(cutover, "plan"), [&](const json& each) {
    return text_at(each, "step") == step && text_at(each, "kind") == "open";
  });
}

/// Of a step behind the next one: the go for that may say what comes then.
Ruling behind(const json& decision, const std::string& step) {
  const auto sentence = text_at(decision, "sentence");
  if (text_at(decision, "decision") == "go" && text_at(decision, "publishes") == step)
    return {kPass, sentence};
  return {kNotPassed, fmt::format("{} comes first. {}", text_at(decision, "next_step"), sentence)};
}

Ruling ruling_on(const json& cutover, const std::string& step) {
  const auto decision = part_of(cutover, {"decision"}).value("decision", json());
  const auto kind = text_at(decision, "decision");
  const auto sentence = text_at(decision, "sentence");
  if (kind == "done")
    return may_still_be_taken(cutover, step) ? Ruling{kPass, sentence} : taken(cutover, step, "");
  const auto next = place_of(text_at(decision, "next_step"));
  const auto own = place_of(step);
  const bool is_held = kind == "wait" || kind == "roll_back";
  if (!next && is_held) return {kNotPassed, sentence};
  if (!next || !own) return {};
  if (*own == *next) return {kind == "go" ? kPass : kNotPassed, sentence};
  if (*own > *next) return behind(decision, step);
  return taken(cutover, step, kind == "roll_back" ? sentence : "");
}

/// " (4 s old)", in whole seconds that have passed; empty where nothing that was seen is told.
std::string age_of(const json& gate) {
  const auto* key = "evidence_age_seconds";
  if (!gate.is_object() || !gate.contains(key) || !gate[key].is_number()) return {};
  return fmt::format(" ({:.0f} s old)", std::max(0.0, std::floor(gate[key].get<double>())));
}

}  // namespace

int joined(int one, int other) {
  if (one == kNotPassed || other == kNotPassed) return kNotPassed;
  return one == kCannotTell || other == kCannotTell ? kCannotTell : kPass;
}

GateAnswer gate_answer(const json& cutover, const std::string& step) {
  GateAnswer answer;
  for (const auto& gate : list_at(cutover, "gates")) {
    if (text_at(gate, "step") != step) continue;
    if (!is_the_step_itself(gate))
      answer.exit_status = joined(answer.exit_status, status_of(text_at(gate, "verdict")));
    answer.gates.push_back(gate);
  }
  if (answer.gates.empty()) return {.exit_status = kCannotTell};
  auto ruling = ruling_on(cutover, step);
  answer.sentence = std::move(ruling.sentence);
  answer.is_taken = ruling.is_taken;
  answer.taken_back = taken_back(cutover);
  // A decision to wait that follows from missing evidence is no more than that.
  if (answer.exit_status == kPass || ruling.is_taken) answer.exit_status = ruling.exit_status;
  return answer;
}

std::string gate_line(const json& gate) {
  return fmt::format("{:<12} {:<24} {}{}\n", text_at(gate, "verdict"), text_at(gate, "gate"),
                     text_at(gate, "evidence"), age_of(gate));
}

std::string gate_text(const GateAnswer& answer) {
  std::string out;
  for (const auto& gate : answer.gates) out += gate_line(gate);
  if (!answer.sentence.empty()) out += answer.sentence + "\n";
  return out + answer.taken_back;
}

json gate_json(const GateAnswer& answer, const std::string& domain, const std::string& step) {
  const bool is_told = answer.exit_status == kPass || answer.exit_status == kNotPassed;
  return {{"domain", domain},
          {"step", step},
          {"may_be_taken", is_told ? json(answer.exit_status == kPass) : json()},
          {"sentence", answer.sentence.empty() ? json() : json(answer.sentence)},
          {"gates", answer.gates}};
}

}  // namespace cutwatch::cli
