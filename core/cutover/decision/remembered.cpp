#include "core/cutover/decision/remembered.hpp"

#include "core/cutover/plan/change_steps.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace cutwatch::cutover {
namespace {

/// Of a decision as the chronicle has it: "retire_old" of "go retire_old"; empty where nothing is left.
std::string_view step_in(std::string_view decision) {
  const auto space = decision.find(' ');
  return space == std::string_view::npos ? "" : decision.substr(space + 1);
}

bool is_behind(std::string_view decision, Step step) {
  const auto next = step_in(decision);
  return next.empty() || (step == Step::retire_old && next == to_string(Step::done));
}

/// Since when the decisions have spoken of what comes behind the step; nullopt where the last one does not.
std::optional<WallTime> behind_since(const Chronicle& chronicle, Step step) {
  std::optional<WallTime> since;
  for (const auto& entry : chronicle.entries) {
    if (entry->about.kind != ChangeKind::decision) continue;
    since = is_behind(entry->after, step) ? since.value_or(entry->at) : std::optional<WallTime>();
  }
  return since;
}

/// Whether a server has published since then what comes before that stage, or what is in none.
bool has_shown_earlier(const RecordEvidence& of, const dns::AuthorityHistory& history, std::size_t stage,
                       WallTime since) {
  return std::ranges::any_of(history.versions, [&](const dns::Version& version) {
    const auto now = dns::stage_of(of.record.stages, version.rrset);
    return (!now || *now < stage) && version.ended.value_or(version.last_seen) > since;
  });
}

/// Who does not answer now may publish anything. Who was not asked yet is no different from before.
bool is_mute(const AuthorityView& view) {
  return view.last && (!view.last->answer || !view.last->answer->is_definite() || view.is_lame());
}

/// What it published then was known, and it publishes the stage as far as anybody knows.
bool is_unchanged(const RecordEvidence& of, const AuthorityView& view, std::size_t stage, WallTime since) {
  const auto* current = view.history.current();
  if (current == nullptr || is_mute(view) || view.history.versions.front().first_seen > since) return false;
  // Nobody knows with what zone it came back.
  if (view.readmitted_at && current->last_asked < *view.readmitted_at) return false;
  return dns::stage_of(of.record.stages, current->rrset).value_or(0) >= stage &&
         !has_shown_earlier(of, view.history, stage, since);
}

/// Nobody knows who they are: others may have come.
bool are_servers_lost(const RecordState& state) {
  return state.authorities.empty() || (state.delegation && !*state.delegation);
}

bool is_unchanged(const RecordEvidence& of, std::size_t stage, WallTime since) {
  if (are_servers_lost(of.state)) return false;
  const auto servers_are = std::ranges::all_of(of.state.authorities, [&](const auto& each) {
    return of.record.accepts(each.first) || is_unchanged(of, *each.second, stage, since);
  });
  return servers_are && std::ranges::none_of(of.state.departed, [&](const auto& each) {
           const auto& [history, departed_at] = *each.second;
           const bool is_unheard = history.versions.empty() && departed_at > since;
           return is_unheard || has_shown_earlier(of, history, stage, since);
         });
}

}  // namespace

bool is_remembered(const Evidence& evidence, const std::vector<Gate>& gates, Step step) {
  if (step != Step::retire_old && step != Step::done) return false;
  const auto since = behind_since(*evidence.state.chronicle, step);
  if (!since) return false;
  const bool fails = std::ranges::any_of(gates, [&](const Gate& gate) {
    return gate.rule->step == step && gate.verdict.kind == VerdictKind::fail;
  });
  return !fails && std::ranges::all_of(evidence.records, [&](const RecordEvidence& of) {
    return of.record.stages.size() < 2 ||
           is_unchanged(of, stage_after(evidence.plan, of.record, step), *since);
  });
}

}  // namespace cutwatch::cutover
