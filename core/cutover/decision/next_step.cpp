#include "core/cutover/decision/next_step.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace cutwatch::cutover {
namespace {

constexpr std::string_view kTtlRestored = "ttl_restored";

std::vector<const Gate*> shut_gates(const std::vector<Gate>& gates, Step step) {
  std::vector<const Gate*> shut;
  for (const auto& gate : gates) {
    if (gate.rule->step == step && !gate.is_open()) shut.push_back(&gate);
  }
  return shut;
}

const Gate* find_gate(const std::vector<Gate>& gates, Step step, std::string_view id) {
  const auto found = std::ranges::find_if(
      gates, [&](const Gate& gate) { return gate.rule->step == step && gate.rule->id == id; });
  return found == gates.end() ? nullptr : &*found;
}

/// Whether the old server is out of the way already: it refuses, or once it could be retired its names went,
/// or the operator has gone on to restore the TTL. Names that are gone alone do not show that it is.
bool is_retired(const Evidence& evidence, const std::vector<Gate>& gates) {
  const auto* lock = find_gate(gates, Step::done, "lock_in_place");
  if (lock != nullptr && lock->verdict.kind == VerdictKind::pass) return true;
  const auto* ttl = find_gate(gates, Step::done, kTtlRestored);
  const bool has_gone_on =
      is_taken(evidence.plan, evidence.state, Step::retire_old) || (ttl != nullptr && ttl->is_open());
  return shut_gates(gates, Step::retire_old).empty() && has_gone_on;
}

bool is_behind(const Evidence& evidence, const std::vector<Gate>& gates, Step step) {
  const auto phase = evidence.standing.phase;
  switch (step) {
    case Step::lower_ttl: return phase >= Phase::switching || evidence.standing.is_prepared;
    case Step::switch_over: return phase >= Phase::verify;
    case Step::remove_old: return phase >= Phase::verify && is_taken(evidence.plan, evidence.state, step);
    case Step::retire_old: return phase >= Phase::verify && is_retired(evidence, gates);
    case Step::done: return phase >= Phase::verify && shut_gates(gates, step).empty();
  }
  std::unreachable();
}

}  // namespace

std::optional<Step> next_step(const Evidence& evidence, const std::vector<Gate>& gates) {
  for (const auto step : steps_of(evidence.plan)) {
    if (!is_behind(evidence, gates, step)) return step;
  }
  return std::nullopt;
}

std::vector<const Gate*> gates_to_wait_for(const std::vector<Gate>& gates, Step step) {
  auto shut = shut_gates(gates, step);
  std::erase_if(shut, [](const Gate* gate) {
    return gate->rule->id == kTtlRestored && gate->verdict.kind == VerdictKind::fail;
  });
  return shut;
}

}  // namespace cutwatch::cutover
