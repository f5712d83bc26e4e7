#include "core/cutover/gates/gate.hpp"

#include "core/cutover/plan/change_steps.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

const Waiver* waiver_of(const Plan& plan, std::string_view gate) {
  const auto found = std::ranges::find(plan.waived, gate, &Waiver::gate);
  return found == plan.waived.end() ? nullptr : &*found;
}

Verdict waived(Verdict verdict, const Waiver& waiver) {
  verdict.evidence =
      fmt::format("waived ({}); else {}: {}", waiver.reason, to_string(verdict.kind), verdict.evidence);
  verdict.kind = VerdictKind::waived;
  verdict.until.reset();
  return verdict;
}

Gate answered(const GateRule& rule, const Evidence& evidence) {
  Gate gate{.rule = &rule, .verdict = rule.judge(evidence)};
  if (gate.is_open()) return gate;
  gate.waiver = waiver_of(evidence.plan, rule.id);
  if (gate.waiver == nullptr) return gate;
  gate.by_itself = gate.verdict;
  gate.verdict = waived(std::move(gate.verdict), *gate.waiver);
  return gate;
}

/// Those that move, before the step that they move to.
const std::vector<GateRule>& moved_rules() {
  static const auto kMoved = [] {
    std::vector<GateRule> moved;
    for (auto rule : gate_rules()) {
      if (!rule.moves_to) continue;
      rule.step = *rule.moves_to;
      moved.push_back(std::move(rule));
    }
    return moved;
  }();
  return kMoved;
}

/// The rule as it applies to a plan with these steps; null where it does not.
const GateRule* applied(const GateRule& rule, const Plan& plan, const std::vector<Step>& steps) {
  if (std::ranges::find(rule.kinds, plan.kind) == rule.kinds.end()) return nullptr;
  if (std::ranges::find(steps, rule.step) != steps.end()) return &rule;
  if (!rule.moves_to || plan.kind != Kind::proxy) return nullptr;
  return &*std::ranges::find(moved_rules(), rule.id, &GateRule::id);
}

}  // namespace

const Gate* find_gate(const std::vector<Gate>& gates, Step step, std::string_view id) {
  const auto found = std::ranges::find_if(
      gates, [&](const Gate& gate) { return gate.rule->step == step && gate.rule->id == id; });
  return found == gates.end() ? nullptr : &*found;
}

std::vector<Gate> gates_of(const Evidence& evidence) {
  const auto steps = steps_of(evidence.plan);
  std::vector<Gate> gates;
  for (const auto& each : gate_rules()) {
    const auto* rule = applied(each, evidence.plan, steps);
    if (rule != nullptr) gates.push_back(answered(*rule, evidence));
  }
  return gates;
}

}  // namespace cutwatch::cutover
