#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"
#include "core/cutover/plan/plan.hpp"
#include "core/cutover/plan/step.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

// What must be true before a step is taken (DESIGN §1). Adding a gate costs a judge and one line of the
// table.
namespace cutwatch::cutover {

/// A question that a step waits for.
struct GateRule {
  std::string_view id;  ///< The value of the `gate` label; the same question may stand before several steps.
  Step step;
  std::vector<Kind> kinds;  ///< That have it; a gate that a kind does not have is absent, never passed.
  std::string_view question;
  Verdict (*judge)(const Evidence&);
  std::optional<Step> moves_to{};  ///< In kind `proxy`, where no record changes in `step`: asked before that.
};

/// All gates, by step, in the order in which they are shown.
std::span<const GateRule> gate_rules();

/// A gate of one plan, answered.
struct Gate {
  const GateRule* rule = nullptr;
  Verdict verdict;
  const Waiver* waiver = nullptr;      ///< Null unless the operator goes on without it.
  std::optional<Verdict> by_itself{};  ///< Of a waived one: what it answers.

  bool is_open() const { return verdict.kind == VerdictKind::pass || verdict.kind == VerdictKind::waived; }
};

/// The gate of that id before a step; null where there is none.
const Gate* find_gate(const std::vector<Gate>& gates, Step step, std::string_view id);

/// The gates of the evidence's plan. A gate that is waived and does not pass by itself is `waived`; its words
/// are what it would have said, and why the operator goes on. Pure.
std::vector<Gate> gates_of(const Evidence& evidence);

}  // namespace cutwatch::cutover
