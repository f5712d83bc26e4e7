#include "core/cutover/decision/decision.hpp"

#include "core/cutover/conditions/dns_mail.hpp"
#include "core/cutover/conditions/mail_conditions.hpp"
#include "core/cutover/conditions/old_path.hpp"
#include "core/cutover/conditions/path_harm.hpp"
#include "core/cutover/conditions/relayed_mail.hpp"
#include "core/cutover/decision/retiring_words.hpp"
#include "core/cutover/decision/way_out.hpp"
#include "core/cutover/gates/stopped_path.hpp"
#include "core/cutover/gates/unplanned.hpp"
#include "core/cutover/plan/change_steps.hpp"
#include "core/cutover/plan/left_behind.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/record/standing.hpp"
#include "core/cutover/record/zone_lines.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

namespace cutwatch::cutover {
namespace {

constexpr std::size_t kMostNamed = 3;
constexpr std::string_view kOldServerQuiet = "old_server_quiet";
constexpr std::string_view kTtlRestored = "ttl_restored";

std::string_view action(Step step) {
  switch (step) {
    case Step::lower_ttl: return "publish the records with a low TTL";
    case Step::switch_over: return "publish the new records";
    case Step::remove_old: return "take the old server out of the records";
    case Step::retire_old: return "retire the old server";
    case Step::done: return "restore the TTL";
  }
  std::unreachable();
}

/// Retiring the old server publishes nothing: then what is left to publish comes once it is retired.
bool is_ttl_restored_after(const Evidence& evidence, const std::vector<Gate>& gates, Step step) {
  if (step != Step::retire_old || !records_changed_in(evidence.plan, step).empty()) return false;
  const auto* restored = find_gate(gates, Step::done, kTtlRestored);
  return restored != nullptr && restored->verdict.kind == VerdictKind::fail;
}

/// Who switches all the same, as where the old server is dead for good, is to know it.
std::string without_way_back(const Evidence& evidence, Step step) {
  if (step != Step::switch_over) return "";
  const bool refuses = look_at_old_path(evidence).state == OldPath::refuses;
  if (refuses || harm_of(evidence, Path::old_path))
    return " Mail by the old path does not arrive: there would be nothing to go back to.";
  if (!relayed_without_copy(evidence)) return "";
  return " Mail by the old path comes to the new mailbox only, since the old server relays it and keeps no "
         "copy: who goes back is to let it keep mail again first.";
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
std::string_view held_up(Step step) {
  if (step == Step::retire_old) return "retire the old server";
  return step == Step::done ? "call the cutover done" : action(step);
}

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

/// That nobody has looked is what most waivers are for; that something is wrong is not.
std::string failure_of(const Gate& gate) {
  const bool fails = gate.by_itself && gate.by_itself->kind == VerdictKind::fail;
  return fails ? "; FAILS: " + gate.by_itself->evidence : "";
}

/// Each gate once that is done without, of those before a step, or before any.
std::string waivers(const std::vector<Gate>& gates, std::optional<Step> step) {
  std::string out;
  std::set<std::string_view> told;
  for (const auto& gate : gates) {
    if ((step && gate.rule->step != step) || gate.verdict.kind != VerdictKind::waived) continue;
    if (!told.insert(gate.rule->id).second) continue;
    out += fmt::format("{}{} ({}{})", out.empty() ? " Waived: " : ", ", gate.rule->id, gate.waiver->reason,
                       failure_of(gate));
  }
  return out.empty() ? out : out + ".";
}

/// Each server and resolver whose evidence the operator does without. All of the plan: who has left the
/// delegation counts for bounds still.
std::string acceptances(const Plan& plan) {
  std::string out;
  for (const auto& each : plan.accepted)
    out += fmt::format("{}{} ({})", out.empty() ? " Accepted: " : ", ", each.id, each.reason);
  return out.empty() ? out : out + ".";
}

/// The first few of some records by name, after a heading.
std::string named(std::string_view heading, const std::vector<const WatchedRecord*>& records) {
  std::string out;
  const auto few = std::min(records.size(), kMostNamed);
  for (std::size_t i = 0; i < few; ++i)
    out += i == 0 ? fmt::format(" {}: {}", heading, cutover::text_of(*records[i]))
                  : fmt::format(", {}", cutover::text_of(*records[i]));
  if (records.size() > few) out += fmt::format(" and {} more", records.size() - few);
  return out.empty() ? out : out + ".";
}

/// What loses its server when the old one is switched off.
std::string left_there(const Plan& plan, Step step) {
  return step == Step::retire_old ? named("Still leading there", left_behind(plan)) : "";
}

/// Who goes on without the old server's log is told for how long senders try (DESIGN §7).
std::string still_tried(const Evidence& evidence, const std::vector<Gate>& gates, Step step) {
  const auto* quiet = find_gate(gates, step, kOldServerQuiet);
  const bool is_waived = quiet != nullptr && quiet->verdict.kind == VerdictKind::waived;
  if (!is_waived || !evidence.standing.switched_by) return "";
  const auto until = *evidence.standing.switched_by + evidence.plan.timing.old_quiet_for;
  if (evidence.now >= until) return "";
  return fmt::format(" Senders may still try the old server until {} (old_quiet_for).", rfc3339(until));
}

Decision go(const Evidence& evidence, const std::vector<Gate>& gates, Step step) {
  const auto& plan = evidence.plan;
  const auto& state = evidence.state;
  const auto records = named("Records", records_to_publish(plan, state, step));
  const bool is_more = is_ttl_restored_after(evidence, gates, step);
  const auto allows =
      step == Step::retire_old ? retiring_allows(plan, is_more ? action(Step::done) : "") : "";
  return {
      .kind = DecisionKind::go,
      .next = step,
      .sentence = fmt::format("Go: {} now.{}{}{}{}{}{}{}", action(step), allows,
                              without_way_back(evidence, step), left_there(plan, step), records,
                              still_tried(evidence, gates, step), waivers(gates, step), acceptances(plan)),
      .publish = lines_to_publish(plan, state, is_more ? Step::done : step),
      .publishes = is_more ? std::optional(Step::done) : std::nullopt};
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
  const auto changed = evidence.changed_in(Step::switch_over);
  for (const auto& of : changed) {
    const auto stranger = unplanned(of);
    if (!stranger) continue;
    return {.kind = DecisionKind::wait,
            .next = Step::switch_over,
            .sentence = fmt::format("Wait: the switch is under way since {}, and {}.",
                                    rfc3339(*evidence.standing.switched_since), *stranger),
            .publish = lines_to_publish(evidence.plan, evidence.state, Step::switch_over)};
  }
  return {
      .kind = DecisionKind::wait,
      .next = Step::switch_over,
      .sentence = fmt::format("Wait: the switch is under way since {}, and not every name server publishes "
                              "the new records yet.",
                              rfc3339(*evidence.standing.switched_since)),
      .publish = lines_to_publish(evidence.plan, evidence.state, Step::switch_over),
      .is_under_way = true};
}

std::optional<Decision> way_back(const Evidence& evidence, std::optional<Step> next) {
  if (evidence.standing.phase < Phase::switching) return std::nullopt;
  const auto harms = harms_of(evidence, Path::new_path);
  if (harms.empty()) return std::nullopt;
  const auto better = std::ranges::find_if(harms, [&](const PathHarm& harm) {
    return look_at_old_path(evidence, *harm.trip).state == OldPath::good;
  });
  if (better == harms.end()) {
    const auto& harm = harms.front();
    return Decision{.kind = DecisionKind::wait,
                    .next = next,
                    .sentence = fmt::format("Wait: {}, and the old path is not proven good either. {}",
                                            harm.words, way_out(harm)),
                    .hindrance = harm.words};
  }
  return Decision{.kind = DecisionKind::roll_back,
                  .next = next,
                  .sentence = fmt::format("Roll back: {}; mail by the old path arrives.", better->words),
                  .publish = lines_to_roll_back(evidence.plan, evidence.state),
                  .hindrance = better->words};
}

/// Nothing is sent down a path that refused so often: what it did is soon too old to go back for, and nobody
/// has seen it mended either, whatever the gates of the next step ask.
std::optional<Decision> stopped(const Evidence& evidence, std::optional<Step> next) {
  if (evidence.standing.phase < Phase::switching) return std::nullopt;
  const auto refusals = refusals_known(evidence, Path::new_path);
  if (!refusals) return std::nullopt;
  return Decision{
      .kind = DecisionKind::wait,
      .next = next,
      .sentence = fmt::format("Wait: {}. Correct the new server, or go back: cutwatch rollback.", *refusals),
      .hindrance = *refusals};
}

/// The old server is taken out at some name servers and not at others.
std::optional<Decision> half_taken(const Evidence& evidence, std::optional<Step> next) {
  if (next != Step::remove_old || !is_begun(evidence.plan, evidence.state, *next)) return std::nullopt;
  return Decision{.kind = DecisionKind::wait,
                  .next = next,
                  .sentence =
                      "Wait: some name servers publish the records without the old server, and others do "
                      "not; bring all name servers to the same.",
                  .publish = lines_to_publish(evidence.plan, evidence.state, *next),
                  .is_under_way = true};
}

/// A 4xx is waited out, and something can be done about it (DESIGN §7).
std::optional<Decision> put_off(const Evidence& evidence, std::optional<Step> next) {
  const bool is_needed = evidence.standing.phase >= Phase::switching || next == Step::switch_over;
  const auto found = is_needed ? new_path_defers(evidence) : std::nullopt;
  if (!found) return std::nullopt;
  return Decision{
      .kind = DecisionKind::wait,
      .next = next,
      .sentence = fmt::format("Wait: {}. {}", found->evidence, find_condition("new_path_defers")->action),
      .hindrance = found->evidence};
}

/// What really happens to real senders' mail holds every step up. It never leads back: the paths that are
/// taken on purpose tell which of them is at fault.
std::optional<Decision> real_mail_fails(const Evidence& evidence, std::optional<Step> next) {
  if (evidence.standing.phase < Phase::switching) return std::nullopt;
  const auto lately = dns_mail_fails(evidence);
  const auto found = lately ? std::optional(lately->evidence) : dns_mail_refused(evidence);
  if (!found) return std::nullopt;
  return Decision{.kind = DecisionKind::wait,
                  .next = next,
                  .sentence = fmt::format("Wait: {}. {}", *found, find_condition("dns_mail_fails")->action),
                  .hindrance = *found};
}

/// A plan that only watches: nothing is to be lowered, switched or retired.
std::optional<Decision> without_change(const Evidence& evidence, std::optional<Step> next) {
  if (!records_changed_in(evidence.plan, Step::switch_over).empty()) return std::nullopt;
  const std::string why = "no record of the plan changes with the switch";
  return Decision{.kind = DecisionKind::wait,
                  .next = next,
                  .sentence = fmt::format("Wait: {}, so that there is no step to take.", why),
                  .hindrance = why};
}

Decision all_done(const Evidence& evidence, const std::vector<Gate>& gates) {
  return {
      .kind = DecisionKind::done,
      .sentence = fmt::format("Done: nothing is left to do.{}{}{}{}", retiring_leaves(evidence.plan, gates),
                              still_tried(evidence, gates, Step::retire_old), waivers(gates, std::nullopt),
                              acceptances(evidence.plan))};
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
  if (auto wait = stopped(evidence, next)) return *std::move(wait);
  if (auto wait = put_off(evidence, next)) return *std::move(wait);
  if (auto wait = real_mail_fails(evidence, next)) return *std::move(wait);
  if (!next) return all_done(evidence, gates);
  if (auto wait = without_change(evidence, next)) return *std::move(wait);
  if (evidence.standing.phase == Phase::switching) return under_way(evidence);
  if (auto wait = half_taken(evidence, next)) return *std::move(wait);
  const auto shut = gates_to_wait_for(gates, *next);
  if (!shut.empty()) {
    auto decision = wait_for(*next, shut);
    decision.publish = lines_to_publish(evidence.plan, evidence.state, *next);
    return decision;
  }
  return go(evidence, gates, *next);
}

}  // namespace cutwatch::cutover
