#include "core/cutover/decision/decision.hpp"

#include "core/cutover/conditions/mail_conditions.hpp"
#include "core/cutover/conditions/path_harm.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/record/standing.hpp"
#include "core/cutover/record/zone_lines.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

std::string_view action(Step step) {
  switch (step) {
    case Step::lower_ttl: return "publish the records with a low TTL";
    case Step::switch_over: return "publish the new records";
    case Step::remove_old: return "take the old server out of the records";
    case Step::retire_old: return "retire the old server: it may refuse mail, or be switched off";
    case Step::done: return "restore the TTL";
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

/// What the shut gates of a step hold up.
std::string_view held_up(Step step) { return step == Step::done ? "call the cutover done" : action(step); }

Decision wait_for(Step step, const std::vector<const Gate*>& shut) {
  const auto& gate = worst(shut);
  Decision decision{.kind = DecisionKind::wait, .next = step};
  const auto& said = gate.verdict;
  const auto rest = others(shut.size() - 1);
  if (said.kind == VerdictKind::wait) {
    decision.until = said.until;
    decision.sentence = fmt::format("Wait until {} before you {}: {} ({}).{}", rfc3339(*said.until),
                                    held_up(step), said.evidence, gate.rule->id, rest);
  } else {
    const auto* what = said.kind == VerdictKind::fail ? "" : "no evidence: ";
    decision.sentence = fmt::format("Wait, do not yet {}: {}{} ({}).{}", held_up(step), what, said.evidence,
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
  if (evidence.standing.went_back) {
    return {
        .kind = DecisionKind::wait,
        .next = Step::switch_over,
        .sentence = fmt::format("Wait: {} has gone back to the records from before the switch, and others "
                                "have not; bring all name servers to the same.",
                                text_of(*evidence.standing.went_back))};
  }
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
  const auto harm = harm_of(evidence, Path::new_path);
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

/// The old server is taken out at some name servers and not at others.
std::optional<Decision> half_taken(const Evidence& evidence, std::optional<Step> next) {
  if (next != Step::remove_old || !is_begun(evidence.plan, evidence.state, *next)) return std::nullopt;
  return Decision{.kind = DecisionKind::wait,
                  .next = next,
                  .sentence =
                      "Wait: some name servers publish the records without the old server, and others do "
                      "not; bring all name servers to the same.",
                  .publish = lines_to_publish(evidence.plan, evidence.state, *next)};
}

/// A 4xx is waited out, and something can be done about it (DESIGN §7).
std::optional<Decision> put_off(const Evidence& evidence, std::optional<Step> next) {
  const bool is_needed = evidence.standing.phase >= Phase::switching || next == Step::switch_over;
  const auto found = is_needed ? new_path_defers(evidence) : std::nullopt;
  if (!found) return std::nullopt;
  return Decision{
      .kind = DecisionKind::wait,
      .next = next,
      .sentence = fmt::format("Wait: {}. {}", found->evidence, find_condition("new_path_defers")->action)};
}

/// What the lock of kind `proxy` would show cannot be seen of a server that is switched off.
Decision all_done(const Plan& plan) {
  const auto* rest = plan.kind == Kind::proxy ? "" : " The old server may be switched off, if it is not yet.";
  return {.kind = DecisionKind::done, .sentence = fmt::format("Done: nothing is left to do.{}", rest)};
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

Decision decide(const Evidence& evidence, const std::vector<Gate>& gates) {
  const auto next = next_step(evidence, gates);
  if (auto back = way_back(evidence, next)) return *std::move(back);
  if (auto wait = put_off(evidence, next)) return *std::move(wait);
  if (!next) return all_done(evidence.plan);
  if (evidence.standing.phase == Phase::switching) return under_way(evidence);
  if (auto wait = half_taken(evidence, next)) return *std::move(wait);
  auto lines = lines_to_publish(evidence.plan, evidence.state, *next);
  const auto shut = gates_to_wait_for(gates, *next);
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
