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

/// The sentence of a step ends with what no gate says: that is not said again.
bool is_said(const std::string& sentence, const json& proof) {
  const auto text = text_at(proof, "text");
  return text_at(proof, "gate").empty() && !text.empty() && sentence.ends_with(": " + text);
}

}  // namespace

std::string plan_table(const json& cutover) {
  auto out = heading(cutover) + "\n";
  const auto decision = part_of(cutover, {"decision"}).value("decision", json());
  if (const auto sentence = text_at(decision, "sentence"); !sentence.empty()) out += sentence + "\n";
  out += taken_back(cutover);
  for (const auto& step : list_at(cutover, "plan")) {
    const auto sentence = text_at(step, "sentence");
    out += fmt::format("{}: {}\n", text_at(step, "step"), sentence);
    out += zone_text(list_at(step, "publish"), fmt::format("{}{:<8} ", kIndent, "publish"));
    for (const auto& proof : list_at(step, "proofs")) {
      if (!is_said(sentence, proof)) out += proof_line(proof);
    }
  }
  return out;
}

}  // namespace cutwatch::cli
