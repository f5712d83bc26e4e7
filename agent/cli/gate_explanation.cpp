#include "agent/cli/gate_explanation.hpp"

#include "core/cutover/gates/gate_words.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace cutwatch::cli {
namespace {

using cutover::GateRule;
using cutover::Step;

constexpr std::size_t kAllKinds = 3;
constexpr const char* kNotLookedAt =
    "This version does not look at it: it answers no_evidence, never pass. Look yourself, and waive it "
    "(cutover.waive) to go on.";

std::string kinds_of(const GateRule& rule) {
  if (rule.kinds.size() == kAllKinds) return "all";
  std::vector<std::string_view> kinds;
  for (const auto kind : rule.kinds) kinds.push_back(to_string(kind));
  return fmt::format("{}", fmt::join(kinds, ", "));
}

/// Where the MX goes from the old server to the proxy alone there is no later step of the records.
std::string moved_text(const GateRule& rule) {
  if (!rule.moves_to) return {};
  return fmt::format("; in kind proxy, where no record changes in {}, {}", to_string(rule.step),
                     to_string(*rule.moves_to));
}

std::string steps_of(std::string_view id) {
  std::string steps;
  std::string moved;
  for (const auto& rule : cutover::gate_rules()) {
    if (rule.id != id) continue;
    steps += fmt::format("{}{}", steps.empty() ? "" : ", ", to_string(rule.step));
    moved += moved_text(rule);
  }
  return steps + moved;
}

std::string in_its_kinds(const GateRule& rule) {
  return rule.kinds.size() == kAllKinds ? std::string(rule.id)
                                        : fmt::format("{} ({})", rule.id, kinds_of(rule));
}

std::string joined(const std::vector<std::string>& gates) {
  return fmt::format("{}", fmt::join(gates, ", "));
}

}  // namespace

std::optional<Explanation> explanation_of_gate(std::string_view id) {
  const auto rules = cutover::gate_rules();
  const auto rule = std::ranges::find(rules, id, &GateRule::id);
  const auto* words = cutover::find_gate_words(id);
  if (rule == rules.end() || words == nullptr) return std::nullopt;
  Explanation out{
      .heading = fmt::format("{}: gate", id),
      .lines = {
          {"Question", std::string(rule->question)}, {"Before", steps_of(id)}, {"Kinds", kinds_of(*rule)}}};
  if (words->is_looked_at()) out.lines.emplace_back("Passes", words->passes);
  out.lines.emplace_back("Do", words->action);
  if (!words->is_looked_at()) out.lines.emplace_back("Note", kNotLookedAt);
  out.lines.emplace_back("More", "docs/gates.md#gates");
  return out;
}

std::optional<Explanation> explanation_of_step(std::string_view step) {
  const auto found = std::ranges::find(cutover::kSteps, step, [](Step each) { return to_string(each); });
  if (found == cutover::kSteps.end()) return std::nullopt;
  std::vector<std::string> gates;
  std::vector<std::string> moved;
  for (const auto& rule : cutover::gate_rules()) {
    if (rule.step == *found) gates.push_back(in_its_kinds(rule));
    if (rule.moves_to == *found) moved.emplace_back(rule.id);
  }
  Explanation out{.heading = fmt::format("{}: step", step),
                  .lines = {{"Means", std::string(cutover::words_of(*found))}, {"Gates", joined(gates)}}};
  if (!moved.empty())
    out.lines.emplace_back("Moved", joined(moved) + ": in kind proxy, where no record changes in remove_old");
  out.lines.emplace_back(
      "Do", fmt::format("cutwatch gate {} says whether it may be taken now, cutwatch plan when, and cutwatch "
                        "explain GATE what a gate asks.",
                        step));
  out.lines.emplace_back("More", "docs/gates.md#gates");
  return out;
}

}  // namespace cutwatch::cli
