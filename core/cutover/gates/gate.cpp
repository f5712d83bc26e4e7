#include "core/cutover/gates/gate.hpp"

#include "core/cutover/plan/change_steps.hpp"

#include <fmt/core.h>

#include <algorithm>

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
  if (gate.waiver != nullptr) gate.verdict = waived(std::move(gate.verdict), *gate.waiver);
  return gate;
}

}  // namespace

std::vector<Gate> gates_of(const Evidence& evidence) {
  const auto steps = steps_of(evidence.plan);
  std::vector<Gate> gates;
  for (const auto& rule : gate_rules()) {
    const bool has_step = std::ranges::find(steps, rule.step) != steps.end();
    const bool has_kind = std::ranges::find(rule.kinds, evidence.plan.kind) != rule.kinds.end();
    if (has_step && has_kind) gates.push_back(answered(rule, evidence));
  }
  return gates;
}

}  // namespace cutwatch::cutover
