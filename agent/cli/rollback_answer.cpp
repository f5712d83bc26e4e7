#include "agent/cli/rollback_answer.hpp"

#include "agent/cli/cutover_parts.hpp"
#include "agent/cli/json_text.hpp"

#include <fmt/core.h>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

std::string effect(const json& way) {
  const auto effective = text_at(way, "effective");
  auto out = effective.empty()
                 ? std::string("When that has taken effect cannot be told:\n")
                 : fmt::format("Published now, it has taken effect everywhere by {}:\n", effective);
  for (const auto& proof : list_at(way, "proofs")) out += fmt::format("    {}\n", text_at(proof, "text"));
  return out;
}

}  // namespace

RollbackAnswer rollback_answer(const json& cutover) {
  const auto part = part_of(cutover, {"rollback"});
  const auto way = part.contains("rollback") ? part["rollback"] : json();
  const auto lines = list_at(way, "publish");
  RollbackAnswer answer{.is_possible = !lines.empty(),
                        .text = {},
                        .document = part_of(cutover, {"domain", "kind", "phase", "rolled_back", "rollback"})};
  if (!answer.is_possible) {
    answer.text = heading(cutover) + ": no record has changed, there is nothing to go back to\n";
    return answer;
  }
  answer.text = heading(cutover) + ": to go back, publish\n" + zone_text(lines, "    ") + effect(way);
  return answer;
}

}  // namespace cutwatch::cli
