#include "core/cutover/conditions/condition.hpp"

#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace cutwatch::cutover {

std::string_view to_string(Severity severity) noexcept {
  switch (severity) {
    case Severity::critical: return "critical";
    case Severity::warning: return "warning";
    case Severity::info: return "info";
  }
  std::unreachable();
}

std::string ConditionRule::runbook() const { return fmt::format("docs/runbooks/conditions.md#{}", id); }

const ConditionRule* find_condition(std::string_view id) {
  const auto rules = condition_rules();
  const auto found = std::ranges::find(rules, id, &ConditionRule::id);
  return found == rules.end() ? nullptr : &*found;
}

std::string Condition::sentence() const {
  const auto muted = muted_by
                         ? fmt::format(" Muted until {}: {}.", rfc3339(muted_by->until), muted_by->reason)
                         : std::string();
  return fmt::format("{}: {} ({}). {}{}", to_string(severity), evidence, rule->id, action, muted);
}

std::vector<Condition> conditions_of(const Evidence& evidence) {
  const auto* maintenance = evidence.plan.maintenance_at(evidence.now);
  const auto muted_by = maintenance != nullptr ? std::optional(*maintenance) : std::nullopt;
  std::vector<Condition> out;
  for (const auto& rule : condition_rules()) {
    if (!rule.is_watched()) continue;
    auto found = rule.judge(evidence);
    if (!found) continue;
    out.push_back({.rule = &rule,
                   .severity = found->severity.value_or(rule.severity),
                   .evidence = std::move(found->evidence),
                   .action = found->action.empty() ? rule.action : found->action,
                   .muted_by = muted_by});
  }
  std::ranges::sort(out, {}, [](const Condition& each) { return std::tie(each.severity, each.rule); });
  return out;
}

std::string condition_documentation() {
  std::string out =
      "# Conditions\n\n"
      "What can be wrong, the same in `cutwatch status`, `/api/v1/status` and `cutwatch_condition`. This "
      "page "
      "is made from the code\n"
      "(`cutwatch explain > docs/conditions.md`); a test keeps it true. [The "
      "runbook](runbooks/conditions.md) "
      "tells how to look closer.\n\n"
      "A condition holds while the question is answered with no. Its severity is what it is as a rule; where "
      "it stands otherwise, the\nlabel and the field say so. A dagger marks what this version never raises: "
      "what it rests on is not looked at yet.\n\n"
      "While [planned maintenance](config.md#cutovermaintenance) lasts, a condition that holds is muted: it "
      "is "
      "listed all the same,\nmarked with the reason, and `cutwatch_condition` is 0 for it, so that nobody is "
      "woken; `cutwatch_maintenance` is 1. Gates and the\ndecision are never muted.\n\n"
      "| condition | severity | question | cause | what to do |\n|---|---|---|---|---|\n";
  for (const auto& rule : condition_rules()) {
    out += fmt::format("| [`{0}`](runbooks/conditions.md#{0}){1} | {2} | {3} | {4} | {5} |\n", rule.id,
                       rule.is_watched() ? "" : " \xe2\x80\xa0", to_string(rule.severity), rule.question,
                       rule.cause, rule.action);
  }
  return out;
}

}  // namespace cutwatch::cutover
