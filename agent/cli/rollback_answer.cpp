#include "agent/cli/rollback_answer.hpp"

#include "agent/cli/command_line.hpp"
#include "agent/cli/cutover_parts.hpp"
#include "agent/cli/json_text.hpp"

#include <fmt/core.h>

namespace cutwatch::cli {
namespace {

using nlohmann::json;

bool is_ttl_only(const json& way) {
  const auto found = way.is_object() ? way.find("ttl_only") : way.end();
  return found != way.end() && found->is_boolean() && found->get<bool>();
}

std::string effect(const json& way, const std::string& taken) {
  if (is_ttl_only(way))
    return taken.empty() ? "Nothing but the TTL changes: for senders that is in effect at once.\n"
                         : "Nothing but the TTL changes. " + taken;
  const auto effective = text_at(way, "effective");
  auto out = effective.empty()
                 ? std::string("When that has taken effect cannot be told:\n")
                 : fmt::format("Published now, it has taken effect everywhere by {}:\n", effective);
  for (const auto& proof : list_at(way, "proofs")) out += fmt::format("    {}\n", text_at(proof, "text"));
  return out;
}

/// Whether mail that goes back is taken there: how to begin, and what that means for scripts.
struct Beginning {
  int exit_status = kCannotTell;
  std::string words;
};

Beginning beginning(const json& way) {
  const auto old_path = way.is_object() ? way.value("old_path", json()) : json();
  const auto state = text_at(old_path, "state");
  const auto evidence = text_at(old_path, "evidence");
  if (state == "good") return {kPass, "to go back, publish\n"};
  // Where only the TTL goes back, mail goes where it goes already.
  if (is_ttl_only(way) && state != "refuses") return {kPass, "to go back, publish\n"};
  if (is_ttl_only(way))
    return {kNotPassed,
            fmt::format("mail by the old path does not arrive now, and all mail still goes there ({}).\n"
                        "To go back, publish\n",
                        evidence)};
  if (state == "refuses")
    return {kNotPassed, fmt::format("open the old server first, it does not take mail now ({}).\n"
                                    "Once it takes mail, to go back, publish\n",
                                    evidence)};
  return {kCannotTell, fmt::format("see first that the old server takes mail, nothing shows it ({}).\n"
                                   "Once that is sure, to go back, publish\n",
                                   evidence.empty() ? "nobody has looked" : evidence)};
}

}  // namespace

RollbackAnswer rollback_answer(const json& cutover) {
  const auto part = part_of(cutover, {"rollback"});
  const auto way = part.contains("rollback") ? part["rollback"] : json();
  const auto lines = list_at(way, "publish");
  RollbackAnswer answer{
      .is_possible = !lines.empty(),
      .exit_status = kNotPassed,
      .text = {},
      .document = part_of(cutover, {"domain", "kind", "phase", "rolled_back", "taken_back", "rollback"})};
  const auto taken = taken_back(cutover);
  if (!answer.is_possible) {
    const auto* why = taken.empty() ? "no record has changed and no TTL was lowered" : "all is taken back";
    answer.text = fmt::format("{}: {}, there is nothing to go back to\n{}", heading(cutover), why, taken);
    return answer;
  }
  const auto [exit_status, words] = beginning(way);
  answer.exit_status = exit_status;
  answer.text =
      fmt::format("{}: {}{}{}", heading(cutover), words, zone_text(lines, "    "), effect(way, taken));
  return answer;
}

}  // namespace cutwatch::cli
