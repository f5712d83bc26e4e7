#include "core/cutover/record_assessment.hpp"

#include "core/cutover/known_record.hpp"
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

/// What all resolvers of a record are judged by.
class Judge {
 public:
  using Calibrations = std::map<std::string, CalibrationState>;

  /// `calibrations` must outlive it.
  Judge(const WatchedRecord& record, const RecordState& state, const Calibrations& calibrations, WallTime now)
      : record_(record),
        calibrations_(calibrations),
        histories_(state.histories_with_departed()),
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

  /// With more care where more is known: it never takes anything away.
  dns::Expectation expected_of(const ResolverAssessment& out) const {
    auto expected = expected_;
    if (out.calibration == nullptr) return expected;
    expected.caches = out.calibration->caches;
    const auto floor = out.calibration->floor();
    if (old_end_ && floor) expected.held_until = old_end_->gone + *floor + record_.bounds.margin;
    return expected;
  }

  void assess(ResolverAssessment& out) const {
    const auto& view = *out.view;
    note_calibration(out);
    const auto expected = expected_of(out);
    out.state = dns::state_of(view, expected, now_);
    if (view.last && view.last->answer && view.last->answer->is_definite()) out.ttl = view.last->answer->ttl;
    for (const auto* copy : dns::living(view, expected, now_)) assess_copy(out, *copy, expected);
    assess_ways(out);
  }

 private:
  void note_calibration(ResolverAssessment& out) const {
    const auto found = calibrations_.find(out.resolver->id);
    if (found == calibrations_.end()) return;
    out.calibration = found->second.at(now_);
    if (out.calibration != nullptr) out.expected_delay = delay_by(*out.calibration);
  }

  std::optional<ExpectedDelay> delay_by(const dns::Calibration& calibration) const {
    const auto floor = calibration.floor();
    if (!floor || record_.stages.size() < 2) return std::nullopt;
    return old_end_ ? delay_after_change(*floor, *old_end_) : delay_before_change(*floor);
  }

  std::optional<ExpectedDelay> delay_after_change(Seconds floor, const dns::OldEnd& old_end) const {
    const auto until = old_end.gone + floor + record_.bounds.margin;
    if (until <= old_end.bound) return std::nullopt;
    return ExpectedDelay{.by = std::chrono::ceil<Seconds>(until - old_end.bound), .until = until};
  }

  /// By the largest TTL that any authority publishes.
  std::optional<ExpectedDelay> delay_before_change(Seconds floor) const {
    std::optional<Seconds> ttl;
    for (const auto& history : histories_) {
      const auto* current = history.current();
      if (current != nullptr && !current->rrset.is_absent()) raise(ttl, current->ttl);
    }
    if (!ttl || floor <= *ttl) return std::nullopt;
    const auto planned = record_.quiet.planned_at;
    if (!planned || *planned < now_) return ExpectedDelay{.by = floor - *ttl, .until = std::nullopt};
    return ExpectedDelay{.by = floor - *ttl, .until = *planned + floor + record_.bounds.margin};
  }

  std::optional<dns::CacheAge> age_of(const dns::CacheEntry& copy, const ResolverAssessment& out) const {
    if (out.calibration == nullptr) return dns::cache_age(copy, *out.view, ages_, now_);
    auto ages = ages_;
    ages.measured = out.calibration;
    return dns::cache_age(copy, *out.view, ages, now_);
  }

  void assess_copy(ResolverAssessment& out, const dns::CacheEntry& copy,
                   const dns::Expectation& expected) const {
    const auto end = dns::foretold_end(copy, *out.view, expected, now_);
    raise(out.expires, end);
    const auto stage = dns::stage_of(expected_.stages, copy.rrset);
    if (stage && *stage != target_) {
      raise(out.old_expires, end);
      if (is_late(copy)) raise(out.late_until, end);
    }
    const auto age = age_of(copy, out);
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
    if (out.calibration != nullptr) {
      out.caches = std::max(out.caches, out.calibration->caches);
      if (!out.cap) out.cap = out.calibration->cap();
    }
    out.lengthened = dns::lengthened(view, published_, known_);
    if (old_end_) out.kept = dns::kept_past_ttl(view, expected_.stages, target_, *old_end_);
    if (out.kept || out.lengthened) {
      out.honours_ttl = false;
    } else if (!out.late_until && view.ttl.renewed && view.ttl.counts_down) {
      out.honours_ttl = true;
    }
  }

  const WatchedRecord& record_;
  const Calibrations& calibrations_;
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

std::vector<dns::WeighedView> weighed_views(const Judge& judge,
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

namespace {

const Judge::Calibrations& nothing_measured() {
  static const Judge::Calibrations kNothing;
  return kNothing;
}

MeasuredCaches measured_caches(const Judge::Calibrations& calibrations, WallTime now) {
  MeasuredCaches out;
  for (const auto& [resolver, known] : calibrations) {
    const auto* measured = known.at(now);
    if (measured != nullptr) out.emplace(resolver, measured->caches);
  }
  return out;
}

RecordAssessment assess(const WatchedRecord& record, const RecordState& state,
                        const Judge::Calibrations& calibrations, const std::vector<dns::Resolver>& resolvers,
                        WallTime now) {
  const Judge judge(record, state, calibrations, now);
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
  return assess_by(Judge(record, state, nothing_measured(), now), resolver, state);
}

ResolverAssessment assess_resolver(const WatchedRecord& record, const DomainState& domain,
                                   const dns::Resolver& resolver, WallTime now) {
  const auto& state = state_of(record, domain);
  return assess_by(Judge(record, state, domain.calibrations, now), resolver, state);
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
