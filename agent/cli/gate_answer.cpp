#include "agent/cli/gate_answer.hpp"

#include "agent/cli/command_line.hpp"
#include "agent/cli/json_text.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

int status_of(const std::string& verdict) {
  if (verdict == "pass" || verdict == "waived") return kPass;
  return verdict == "fail" || verdict == "wait" ? kNotPassed : kCannotTell;
}

std::string line_of(const json& gate) {
  return fmt::format("{:<12} {:<24} {}", text_at(gate, "verdict"), text_at(gate, "gate"),
                     text_at(gate, "evidence"));
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
    answer.exit_status = joined(answer.exit_status, status_of(text_at(gate, "verdict")));
    answer.lines.push_back(line_of(gate));
  }
  if (answer.lines.empty()) answer.exit_status = kCannotTell;
  return answer;
}

}  // namespace cutwatch::cli
