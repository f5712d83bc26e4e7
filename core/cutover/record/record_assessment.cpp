#include "core/cutover/record/record_assessment.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/own_network.hpp"
#include "core/cutover/record/resolver_judge.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

ResolverAssessment assess_by(const ResolverJudge& judge, const dns::Resolver& resolver,
                             const RecordState& state) {
  ResolverAssessment out{.resolver = &resolver};
  const auto found = state.resolvers.find(resolver.id);
  if (found == state.resolvers.end()) return out;
  out.view = &*found->second;
  judge.assess(out);
  const bool is_silent = out.state == dns::AnswerState::unreachable;
  if (is_silent && is_silence_ours(state.own_network, *out.view)) out.state.reset();
  return out;
}

std::optional<AuthorityState> authority_state(const AuthorityView& view, const dns::Stages& stages,
                                              std::size_t target) {
  if (!view.last) return std::nullopt;
  if (!view.last->answer) return AuthorityState::unreachable;
  if (view.is_lame()) return AuthorityState::lame;
  if (!view.last->answer->is_definite()) return AuthorityState::error;
  const auto stage = dns::stage_of(stages, view.last->answer->rrset);
  if (!stage) return AuthorityState::other;
  return *stage == target ? AuthorityState::new_stage : AuthorityState::old_stage;
}

void note_suspicions(std::vector<ResolverAssessment>& resolvers, WallTime now) {
  std::vector<dns::ResolverEvidence> evidence;
  for (const auto& each : resolvers) {
    if (each.view == nullptr) continue;
    evidence.push_back({.resolver = each.resolver});
    evidence.back().add(*each.view, now);
  }
  const auto suspicions = dns::find_interceptions(evidence);
  if (suspicions.empty()) return;
  for (auto& each : resolvers) {
    const auto found = suspicions.find(each.resolver->id);
    if (found != suspicions.end()) each.suspicion = found->second;
  }
}

std::vector<dns::WeighedView> weighed_views(const ResolverJudge& judge,
                                            const std::vector<ResolverAssessment>& resolvers) {
  std::vector<dns::WeighedView> out;
  for (const auto& each : resolvers) {
    if (each.view == nullptr) continue;
    out.push_back({.view = each.view,
                   .expected = judge.expected_of(each),
                   .operator_id = std::string(dns::view_owner(*each.resolver, each.suspicion.has_value())),
                   .weight = each.resolver->weight,
                   .keeps_old = each.kept.has_value()});
  }
  return out;
}

const ResolverJudge::Calibrations& nothing_measured() {
  static const ResolverJudge::Calibrations kNothing;
  return kNothing;
}

MeasuredCaches measured_caches(const ResolverJudge::Calibrations& calibrations, WallTime now) {
  MeasuredCaches out;
  for (const auto& [resolver, known] : calibrations) {
    const auto* measured = known.at(now);
    if (measured != nullptr) out.emplace(resolver, measured->caches);
  }
  return out;
}

RecordAssessment assess(const WatchedRecord& record, const RecordState& state,
                        const ResolverJudge::Calibrations& calibrations,
                        const std::vector<dns::Resolver>& resolvers, WallTime now) {
  const ResolverJudge judge(record, state, calibrations, now);
  RecordAssessment out{
      .record = &record, .target = judge.target(), .sides = &state.sides, .departed = &state.departed};
  for (const auto& resolver : resolvers) out.resolvers.push_back(assess_by(judge, resolver, state));
  note_suspicions(out.resolvers, now);
  for (const auto& [server, view] : state.authorities) {
    out.authorities.push_back({.server = server,
                               .view = &*view,
                               .state = authority_state(*view, record.stages, out.target),
                               .lag = lag_of(record, state, server, out.target)});
  }
  out.bounds = bounds_of(record, state, out.target, measured_caches(calibrations, now));
  const auto weighed = weighed_views(judge, out.resolvers);
  out.quiet = quiet_window(record, state, now);
  out.is_own_network_down = state.own_network.is_down;
  out.propagation_ratio = dns::propagation_ratio(weighed, now);
  if (out.bounds.changed && *out.bounds.changed) out.curve = dns::predicted_curve(weighed, now);
  return out;
}

}  // namespace

std::string_view to_string(AuthorityState state) noexcept {
  switch (state) {
    case AuthorityState::old_stage: return "old";
    case AuthorityState::new_stage: return "new";
    case AuthorityState::mixed: return "mixed";
    case AuthorityState::other: return "other";
    case AuthorityState::error: return "error";
    case AuthorityState::unreachable: return "unreachable";
    case AuthorityState::lame: return "lame";
  }
  std::unreachable();
}

RecordAssessment assess_record(const WatchedRecord& record, const RecordState& state,
                               const std::vector<dns::Resolver>& resolvers, WallTime now) {
  return assess(record, state, nothing_measured(), resolvers, now);
}

RecordAssessment assess_record(const WatchedRecord& record, const DomainState& domain,
                               const std::vector<dns::Resolver>& resolvers, WallTime now) {
  return assess(record, state_of(record, domain), domain.calibrations, resolvers, now);
}

ResolverAssessment assess_resolver(const WatchedRecord& record, const RecordState& state,
                                   const dns::Resolver& resolver, WallTime now) {
  return assess_by(ResolverJudge(record, state, nothing_measured(), now), resolver, state);
}

ResolverAssessment assess_resolver(const WatchedRecord& record, const DomainState& domain,
                                   const dns::Resolver& resolver, WallTime now) {
  const auto& state = state_of(record, domain);
  return assess_by(ResolverJudge(record, state, domain.calibrations, now), resolver, state);
}

AuthorityAssessment assess_authority(const WatchedRecord& record, const RecordState& state,
                                     const dns::NameServer& server) {
  const auto found = state.authorities.find(server);
  if (found == state.authorities.end()) return {.server = server};
  const auto target = target_of(record, state);
  return {.server = server,
          .view = &*found->second,
          .state = authority_state(*found->second, record.stages, target),
          .lag = lag_of(record, state, server, target)};
}

}  // namespace cutwatch::cutover
