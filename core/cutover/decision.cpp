#include "core/cutover/decision.hpp"

#include "core/cutover/path_harm.hpp"
#include "core/cutover/zone_lines.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

std::vector<const Gate*> shut_gates(const std::vector<Gate>& gates, Step step) {
  std::vector<const Gate*> shut;
  for (const auto& gate : gates) {
    if (gate.rule->step == step && !gate.is_open()) shut.push_back(&gate);
  }
  return shut;
}

bool is_passed(const std::vector<Gate>& gates, Step step, std::string_view id) {
  return std::ranges::any_of(gates, [&](const Gate& gate) {
    return gate.rule->step == step && gate.rule->id == id && gate.verdict.kind == VerdictKind::pass;
  });
}

/// Whether the old server is out of the way already: its records are gone, or it refuses, or the operator has
/// gone on to restore the TTL once it could be retired.
bool is_retired(const Evidence& evidence, const std::vector<Gate>& gates) {
  const bool is_past =
      shut_gates(gates, Step::retire_old).empty() && is_passed(gates, Step::done, "ttl_restored");
  return is_past || is_taken(evidence.plan, evidence.state, Step::retire_old) ||
         is_passed(gates, Step::done, "lock_in_place");
}

bool is_behind(const Evidence& evidence, const std::vector<Gate>& gates, Step step) {
  const auto phase = evidence.standing.phase;
  switch (step) {
    case Step::lower_ttl: return phase != Phase::prepare || evidence.standing.is_ttl_low;
    case Step::switch_over: return phase >= Phase::verify;
    case Step::remove_old: return phase >= Phase::verify && is_taken(evidence.plan, evidence.state, step);
    case Step::retire_old: return phase >= Phase::verify && is_retired(evidence, gates);
    case Step::done: return phase >= Phase::verify && shut_gates(gates, step).empty();
  }
  std::unreachable();
}

std::string_view action(Step step) {
  switch (step) {
    case Step::lower_ttl: return "publish the records with a low TTL";
    case Step::switch_over: return "publish the new records";
    case Step::remove_old: return "take the old server out of the records";
    case Step::retire_old: return "retire the old server: it may refuse mail, or be switched off";
    case Step::done: return "call the cutover done";
  }
  std::unreachable();
}

/// The gate to speak of: what is wrong first, then what nobody has looked at, then the longest wait.
const Gate& worst(const std::vector<const Gate*>& shut) {
  const auto* worst = shut.front();
  for (const auto* gate : shut) {
    const auto joined = both(worst->verdict, gate->verdict);
    if (joined.evidence != worst->verdict.evidence) worst = gate;
  }
  return *worst;
}

std::string others(std::size_t count) {
  return count == 0 ? "" : fmt::format(" {} more gate{} shut.", count, count == 1 ? " is" : "s are");
}

Decision wait_for(Step step, const std::vector<const Gate*>& shut) {
  const auto& gate = worst(shut);
  Decision decision{.kind = DecisionKind::wait, .next = step};
  const auto& said = gate.verdict;
  const auto rest = others(shut.size() - 1);
  if (said.kind == VerdictKind::wait) {
    decision.until = said.until;
    decision.sentence = fmt::format("Wait until {} before you {}: {} ({}).{}", rfc3339(*said.until),
                                    action(step), said.evidence, gate.rule->id, rest);
  } else {
    const auto* what = said.kind == VerdictKind::fail ? "" : "no evidence: ";
    decision.sentence = fmt::format("Wait, do not yet {}: {}{} ({}).{}", action(step), what, said.evidence,
                                    gate.rule->id, rest);
  }
  return decision;
}

std::string waivers(const std::vector<Gate>& gates, Step step) {
  std::string out;
  for (const auto& gate : gates) {
    if (gate.rule->step != step || gate.verdict.kind != VerdictKind::waived) continue;
    out += fmt::format("{}{} ({})", out.empty() ? " Waived: " : ", ", gate.rule->id, gate.waiver->reason);
  }
  return out.empty() ? out : out + ".";
}

Decision under_way(const Evidence& evidence) {
  return {
      .kind = DecisionKind::wait,
      .next = Step::switch_over,
      .sentence = fmt::format("Wait: the switch is under way since {}, and not every name server publishes "
                              "the new records yet.",
                              rfc3339(*evidence.standing.switched_since)),
      .publish = lines_to_publish(evidence.plan, evidence.state, Step::switch_over)};
}

std::optional<Decision> way_back(const Evidence& evidence, std::optional<Step> next) {
  if (evidence.standing.phase < Phase::switching) return std::nullopt;
  const auto harm = harm_of_new_path(evidence);
  if (!harm) return std::nullopt;
  if (!is_old_path_good(evidence)) {
    return Decision{.kind = DecisionKind::wait,
                    .next = next,
                    .sentence = fmt::format("Wait: {}, and the old path is not proven good either.", *harm)};
  }
  return Decision{.kind = DecisionKind::roll_back,
                  .next = next,
                  .sentence = fmt::format("Roll back: {}; mail by the old path arrives.", *harm),
                  .publish = lines_to_roll_back(evidence.plan, evidence.state)};
}

}  // namespace

std::string_view to_string(DecisionKind kind) noexcept {
  switch (kind) {
    case DecisionKind::go: return "go";
    case DecisionKind::wait: return "wait";
    case DecisionKind::roll_back: return "roll_back";
    case DecisionKind::done: return "done";
  }
  std::unreachable();
}

std::optional<Step> next_step(const Evidence& evidence, const std::vector<Gate>& gates) {
  for (const auto step : steps_of(evidence.plan)) {
    if (!is_behind(evidence, gates, step)) return step;
  }
  return std::nullopt;
}

Decision decide(const Evidence& evidence, const std::vector<Gate>& gates) {
  const auto next = next_step(evidence, gates);
  if (auto back = way_back(evidence, next)) return *std::move(back);
  if (!next) return {.kind = DecisionKind::done, .sentence = "Done: nothing is left to do."};
  if (evidence.standing.phase == Phase::switching) return under_way(evidence);
  auto lines = lines_to_publish(evidence.plan, evidence.state, *next);
  const auto shut = shut_gates(gates, *next);
  if (!shut.empty()) {
    auto decision = wait_for(*next, shut);
    decision.publish = std::move(lines);
    return decision;
  }
  return {.kind = DecisionKind::go,
          .next = next,
          .sentence = fmt::format("Go: {} now.{}", action(*next), waivers(gates, *next)),
          .publish = std::move(lines)};
}

}  // namespace cutwatch::cutover
