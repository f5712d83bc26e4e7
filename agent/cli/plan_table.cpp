#include "agent/cli/plan_table.hpp"

#include "agent/cli/cutover_parts.hpp"
#include "agent/cli/json_text.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

constexpr const char* kIndent = "    ";

/// What a proof does to the step, in a word.
std::string word_for(const std::string& holds_up) {
  if (holds_up == "none") return "passed";
  if (holds_up == "time") return "wait";
  return holds_up == "endless" ? "no time" : "missing";
}

std::string proof_line(const json& proof) {
  const auto gate = text_at(proof, "gate");
  return fmt::format("{}{:<8} {}{}\n", kIndent, word_for(text_at(proof, "holds_up")),
                     gate.empty() ? "" : gate + ": ", text_at(proof, "text"));
}

}  // namespace

std::string plan_table(const json& cutover) {
  auto out = heading(cutover) + "\n";
  for (const auto& step : list_at(cutover, "plan")) {
    out += fmt::format("{}: {}\n", text_at(step, "step"), text_at(step, "sentence"));
    out += zone_text(list_at(step, "publish"), fmt::format("{}{:<8} ", kIndent, "publish"));
    for (const auto& proof : list_at(step, "proofs")) out += proof_line(proof);
  }
  return out;
}

}  // namespace cutwatch::cli
