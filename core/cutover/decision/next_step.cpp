#include "core/cutover/decision/next_step.hpp"

#include "core/cutover/decision/old_server_released.hpp"
#include "core/cutover/decision/remembered.hpp"
#include "core/cutover/plan/change_steps.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace cutwatch::cutover {
namespace {

constexpr std::string_view kTtlRestored = "ttl_restored";
constexpr std::string_view kLockInPlace = "lock_in_place";

std::vector<const Gate*> shut_gates(const std::vector<Gate>& gates, Step step) {
  std::vector<const Gate*> shut;
  for (const auto& gate : gates) {
    if (gate.rule->step == step && !gate.is_open()) shut.push_back(&gate);
  }
  return shut;
}

bool passes(const std::vector<Gate>& gates, Step step, std::string_view id) {
  const auto* gate = find_gate(gates, step, id);
  return gate != nullptr && gate->verdict.kind == VerdictKind::pass;
}

/// When a name server went from a lower TTL to the one that it has; nullopt where it never did.
std::optional<WallTime> raised_at(const dns::AuthorityHistory& history) {
  const auto& versions = history.versions;
  const auto lower = std::find_if(versions.rbegin(), versions.rend(), [&](const dns::Version& version) {
    return !version.rrset.is_absent() && version.ttl < versions.back().ttl;
  });
  if (lower == versions.rend()) return std::nullopt;
  return lower.base()->first_seen;
}

/// When the first name server raised the TTL of a record that the switch changes.
std::optional<WallTime> first_raised(const Evidence& evidence) {
  std::optional<WallTime> first;
  for (const auto& of : evidence.changed_in(Step::switch_over)) {
    for (const auto& [server, view] : of.state.authorities) {
      const auto at = raised_at(view->history);
      if (at) first = std::min(first.value_or(*at), *at);
    }
  }
  return first;
}

/// The TTL was lowered and is what it was, and has been raised since the operator was told to retire the old
/// server: one that was never lowered, or that came with a step before, shows nothing.
bool is_ttl_back(const Evidence& evidence, const std::vector<Gate>& gates) {
  if (evidence.plan.ttl.is_fixed || !passes(gates, Step::done, kTtlRestored)) return false;
  const auto raised = first_raised(evidence);
  return raised && was_old_server_released(*evidence.state.chronicle, *raised);
}

/// Its gates are open; or were when it was recognised, and nobody has looked since.
bool is_free(const Evidence& evidence, const std::vector<Gate>& gates, Step step) {
  return shut_gates(gates, step).empty() || is_remembered(evidence, gates, step);
}

/// Without anything that shows it, the old server counts as retired once nothing else is left.
bool is_retired(const Evidence& evidence, const std::vector<Gate>& gates) {
  if (is_retirement_seen(evidence, gates) || is_remembered(evidence, gates, Step::retire_old)) return true;
  const bool can_be_seen = !records_changed_in(evidence.plan, Step::retire_old).empty();
  return !can_be_seen && shut_gates(gates, Step::retire_old).empty() && shut_gates(gates, Step::done).empty();
}

bool is_behind(const Evidence& evidence, const std::vector<Gate>& gates, Step step) {
  const auto phase = evidence.standing.phase;
  switch (step) {
    case Step::lower_ttl: return phase >= Phase::switching || evidence.standing.is_prepared;
    case Step::switch_over: return phase >= Phase::verify;
    case Step::remove_old: return phase >= Phase::verify && is_taken(evidence.plan, evidence.state, step);
    case Step::retire_old: return phase >= Phase::verify && is_retired(evidence, gates);
    case Step::done: return phase >= Phase::verify && is_free(evidence, gates, step);
  }
  std::unreachable();
}

}  // namespace

bool is_retirement_seen(const Evidence& evidence, const std::vector<Gate>& gates) {
  if (passes(gates, Step::done, kLockInPlace)) return true;
  if (!is_free(evidence, gates, Step::retire_old)) return false;
  if (!records_changed_in(evidence.plan, Step::retire_old).empty())
    return is_taken(evidence.plan, evidence.state, Step::retire_old);
  return is_ttl_back(evidence, gates);
}

bool is_lock_seen(const std::vector<Gate>& gates) { return passes(gates, Step::done, kLockInPlace); }

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
