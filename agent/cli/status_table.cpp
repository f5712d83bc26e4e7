#include "agent/cli/status_table.hpp"

#include "agent/cli/cutover_parts.hpp"
#include "agent/cli/gate_answer.hpp"
#include "agent/cli/json_text.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace cutwatch::cli {
namespace {

std::string maintenance(const nlohmann::json& cutover) {
  if (!cutover.is_object() || !cutover.contains("maintenance")) return {};
  const auto& work = cutover["maintenance"];
  const auto until = text_at(work, "until");
  if (until.empty()) return {};
  return fmt::format("Planned maintenance until {}: {}\n", until, text_at(work, "reason"));
}

std::string conditions(const nlohmann::json& cutover) {
  std::string out;
  for (const auto& condition : list_at(cutover, "conditions"))
    out += fmt::format("  {}\n", text_at(condition, "sentence"));
  return out.empty() ? out : "Wrong now (cutwatch explain CONDITION):\n" + out;
}

}  // namespace

std::string status_table(const nlohmann::json& cutover) {
  const auto decision =
      cutover.is_object() && cutover.contains("decision") ? cutover["decision"] : nlohmann::json();
  auto out = fmt::format("{}\n{}\n", heading(cutover), text_at(decision, "sentence"));
  out += zone_text(list_at(decision, "publish"), "    ");
  out += maintenance(cutover) + conditions(cutover);
  const auto step = text_at(decision, "next_step");
  if (step.empty()) return out;
  out += fmt::format("Gates before {}:\n", step);
  for (const auto& line : gate_answer(cutover, step).lines) out += fmt::format("  {}\n", line);
  return out;
}

}  // namespace cutwatch::cli
