#include "core/cutover/record_assessment.hpp"

#include "core/dns/propagation.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

template <class T>
void raise(std::optional<T>& highest, const T& value) {
  highest = highest ? std::max(*highest, value) : value;
}

void assess_copies(ResolverAssessment& out, const dns::Stages& stages, std::size_t target,
                   const std::vector<dns::AuthorityHistory>& histories, WallTime now) {
  for (const auto& entry : out.view->entries) {
    if (!entry.is_live(now)) continue;
    raise(out.expires, entry.ends_by);
    const auto stage = dns::stage_of(stages, entry.rrset);
    if (stage && *stage != target) raise(out.old_expires, entry.ends_by);
    const auto age = dns::cache_age(entry, histories, now);
    if (age && (!out.oldest_copy || out.oldest_copy->age < age->age)) out.oldest_copy = age;
  }
}

/// `histories` are those that a copy can come from.
ResolverAssessment assess_at_target(const dns::Resolver& resolver, const RecordState& state,
                                    const std::vector<dns::AuthorityHistory>& histories,
                                    const dns::Stages& stages, std::size_t target, WallTime now) {
  ResolverAssessment out{.resolver = &resolver};
  const auto found = state.resolvers.find(resolver.id);
  if (found == state.resolvers.end()) return out;
  out.view = &*found->second;
  out.state = dns::state_of(*out.view, stages, target, now);
  if (out.view->last && out.view->last->answer && out.view->last->answer->is_definite()) {
    out.ttl = out.view->last->answer->ttl;
  }
  assess_copies(out, stages, target, histories, now);
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
  const auto histories = state.histories_with_departed();
  RecordAssessment out{.record = &record, .target = dns::target_stage(record.stages, state.histories())};
  std::vector<dns::WeighedView> weighed;
  for (const auto& resolver : resolvers) {
    out.resolvers.push_back(assess_at_target(resolver, state, histories, record.stages, out.target, now));
    if (out.resolvers.back().view) weighed.push_back({out.resolvers.back().view, resolver.operator_id});
  }
  for (const auto& [server, view] : state.authorities) {
    out.authorities.push_back(
        {.server = server, .view = &*view, .state = authority_state(*view, record.stages, out.target)});
  }
  out.propagation_ratio = dns::propagation_ratio(weighed, record.stages, out.target, now);
  return out;
}

ResolverAssessment assess_resolver(const WatchedRecord& record, const RecordState& state,
                                   const dns::Resolver& resolver, WallTime now) {
  return assess_at_target(resolver, state, state.histories_with_departed(), record.stages,
                          dns::target_stage(record.stages, state.histories()), now);
}

AuthorityAssessment assess_authority(const WatchedRecord& record, const RecordState& state,
                                     const dns::NameServer& server) {
  const auto found = state.authorities.find(server);
  if (found == state.authorities.end()) return {.server = server};
  const auto target = dns::target_stage(record.stages, state.histories());
  return {.server = server,
          .view = &*found->second,
          .state = authority_state(*found->second, record.stages, target)};
}

}  // namespace cutwatch::cutover
