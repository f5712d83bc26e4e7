#include "core/cutover/record_assessment.hpp"

#include "core/cutover/own_network.hpp"

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

template <class T>
void raise(std::optional<T>& highest, const T& value) {
  highest = highest ? std::max(*highest, value) : value;
}

WallTime first_look(const std::vector<dns::AuthorityHistory>& histories) {
  WallTime first = WallTime::max();
  for (const auto& history : histories) {
    if (!history.versions.empty()) first = std::min(first, history.versions.front().first_seen);
  }
  return first;
}

std::set<dns::RrSet> first_found(const std::vector<dns::AuthorityHistory>& histories) {
  std::set<dns::RrSet> found;
  for (const auto& history : histories) {
    if (!history.versions.empty()) found.insert(history.versions.front().rrset);
  }
  return found;
}

/// Over which it is known what copies can have been fetched.
std::optional<dns::Span> known_span(const WatchedRecord& record, const RecordState& state,
                                    const std::vector<dns::AuthorityHistory>& histories) {
  const auto unseen_end = dns::unseen_copies_end(histories, record.bounds.past);
  const auto until = known_until(record, state);
  if (!unseen_end || !until) return std::nullopt;
  return dns::Span{.begin = *unseen_end, .end = *until};
}

std::size_t target_of(const WatchedRecord& record, const RecordState& state) {
  std::vector<dns::AuthorityHistory> departed;
  for (const auto& [server, gone] : state.departed) departed.push_back(gone->history);
  return dns::target_stage(record.stages, state.histories(), departed);
}

/// What all resolvers of a record are judged by.
class Judge {
 public:
  Judge(const WatchedRecord& record, const RecordState& state, WallTime now)
      : histories_(state.histories_with_departed()),
        target_(target_of(record, state)),
        expected_{
            .stages = record.stages, .target = target_, .old_bound = seen_bound(record, state, target_)},
        published_(dns::publications(histories_, now)),
        ages_{.published = published_,
              .original_ttl = record.bounds.past.original_ttl,
              .first_look = first_look(histories_),
              .first_found = first_found(histories_)},
        old_end_(old_end(record, state, target_)),
        known_(known_span(record, state, histories_)),
        now_(now) {}

  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  std::size_t target() const { return target_; }
  const dns::Expectation& expected() const { return expected_; }

  void assess(ResolverAssessment& out) const {
    const auto& view = *out.view;
    out.state = dns::state_of(view, expected_, now_);
    if (view.last && view.last->answer && view.last->answer->is_definite()) out.ttl = view.last->answer->ttl;
    for (const auto* copy : dns::living(view, expected_, now_)) assess_copy(out, *copy);
    assess_ways(out);
  }

 private:
  void assess_copy(ResolverAssessment& out, const dns::CacheEntry& copy) const {
    const auto end = dns::lives_until(copy, *out.view, expected_);
    raise(out.expires, end);
    const auto stage = dns::stage_of(expected_.stages, copy.rrset);
    if (stage && *stage != target_) {
      raise(out.old_expires, end);
      if (is_late(copy)) raise(out.late_until, end);
    }
    const auto age = dns::cache_age(copy, *out.view, ages_, now_);
    if (age && (!out.oldest_copy || out.oldest_copy->age < age->age)) out.oldest_copy = age;
  }

  /// What was fetched after the last look at the authorities may have been published anew.
  bool is_late(const dns::CacheEntry& copy) const {
    return old_end_ && copy.first_seen <= old_end_->known_until && !copy.is_end_unknown() &&
           copy.standstills == 0 && copy.expires.earliest > old_end_->bound;
  }

  void assess_ways(ResolverAssessment& out) const {
    const auto& view = *out.view;
    out.caches = view.caches(now_);
    out.cap = dns::learned_cap(view, published_);
    out.lengthened = dns::lengthened(view, published_, known_);
    if (old_end_) out.kept = dns::kept_past_ttl(view, expected_.stages, target_, *old_end_);
    if (out.kept || out.lengthened) {
      out.honours_ttl = false;
    } else if (view.ttl.renewed && view.ttl.counts_down) {
      out.honours_ttl = true;
    }
  }

  std::vector<dns::AuthorityHistory> histories_;
  std::size_t target_;
  dns::Expectation expected_;
  std::vector<dns::Publication> published_;
  dns::AgeEvidence ages_;
  std::optional<dns::OldEnd> old_end_;
  std::optional<dns::Span> known_;
  WallTime now_;
};

ResolverAssessment assess_by(const Judge& judge, const dns::Resolver& resolver, const RecordState& state) {
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

std::vector<dns::WeighedView> weighed_views(const std::vector<ResolverAssessment>& resolvers) {
  std::vector<dns::WeighedView> out;
  for (const auto& each : resolvers) {
    if (each.view == nullptr) continue;
    out.push_back({.view = each.view,
                   .operator_id = std::string(dns::view_owner(*each.resolver, each.suspicion.has_value())),
                   .weight = each.resolver->weight,
                   .keeps_old = each.kept.has_value()});
  }
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
  const Judge judge(record, state, now);
  RecordAssessment out{.record = &record, .target = judge.target(), .sides = &state.sides};
  for (const auto& resolver : resolvers) out.resolvers.push_back(assess_by(judge, resolver, state));
  note_suspicions(out.resolvers, now);
  for (const auto& [server, view] : state.authorities) {
    out.authorities.push_back({.server = server,
                               .view = &*view,
                               .state = authority_state(*view, record.stages, out.target),
                               .lag = lag_of(record, state, server, out.target)});
  }
  out.bounds = bounds_of(record, state, out.target);
  const auto weighed = weighed_views(out.resolvers);
  out.quiet = quiet_window(record, state, now);
  out.is_own_network_down = state.own_network.is_down;
  out.propagation_ratio = dns::propagation_ratio(weighed, judge.expected(), now);
  if (out.bounds.changed && *out.bounds.changed)
    out.curve = dns::predicted_curve(weighed, judge.expected(), now);
  return out;
}

ResolverAssessment assess_resolver(const WatchedRecord& record, const RecordState& state,
                                   const dns::Resolver& resolver, WallTime now) {
  return assess_by(Judge(record, state, now), resolver, state);
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
