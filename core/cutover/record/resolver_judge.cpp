#include "core/cutover/record/resolver_judge.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/record_bounds.hpp"
#include "core/cutover/record/unseen_past.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

template <class T>
void raise(std::optional<T>& highest, const T& value) {
  highest = highest ? std::max(*highest, value) : value;
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
  const auto unseen_end = dns::unseen_copies_end(histories, unseen_past(record, state));
  const auto until = known_until(record, state);
  if (!unseen_end || !until) return std::nullopt;
  return dns::Span{.begin = *unseen_end, .end = *until};
}

}  // namespace

ResolverJudge::ResolverJudge(const WatchedRecord& record, const RecordState& state,
                             const Calibrations& calibrations, WallTime now)
    : record_(record),
      calibrations_(calibrations),
      histories_(state.histories_with_departed()),
      target_(target_of(record, state)),
      expected_{.stages = record.stages, .target = target_, .old_bound = seen_bound(record, state, target_)},
      published_(dns::publications(histories_, now, unseen_past(record, state))),
      ages_{.published = published_,
            .original_ttl = record.bounds.past.original_ttl,
            .first_look = dns::first_look(histories_).value_or(WallTime::max()),
            .first_found = first_found(histories_)},
      old_end_(old_end(record, state, target_)),
      known_(known_span(record, state, histories_)),
      now_(now) {}

dns::Expectation ResolverJudge::expected_of(const ResolverAssessment& out) const {
  auto expected = expected_;
  if (out.calibration == nullptr) return expected;
  expected.caches = out.calibration->caches;
  const auto floor = out.calibration->floor();
  if (old_end_ && floor) expected.held_until = old_end_->gone + *floor + record_.bounds.margin;
  return expected;
}

void ResolverJudge::assess(ResolverAssessment& out) const {
  const auto& view = *out.view;
  note_calibration(out);
  const auto expected = expected_of(out);
  out.state = dns::state_of(view, expected, now_);
  if (view.last && view.last->answer && view.last->answer->is_definite()) out.ttl = view.last->answer->ttl;
  for (const auto* copy : dns::living(view, expected, now_)) assess_copy(out, *copy, expected);
  assess_ways(out);
}

void ResolverJudge::note_calibration(ResolverAssessment& out) const {
  const auto found = calibrations_.find(out.resolver->id);
  if (found == calibrations_.end()) return;
  out.calibration = found->second.at(now_);
  if (out.calibration != nullptr) out.expected_delay = delay_by(*out.calibration);
}

std::optional<ExpectedDelay> ResolverJudge::delay_by(const dns::Calibration& calibration) const {
  const auto floor = calibration.floor();
  if (!floor || record_.stages.size() < 2) return std::nullopt;
  return old_end_ ? delay_after_change(*floor, *old_end_) : delay_before_change(*floor);
}

std::optional<ExpectedDelay> ResolverJudge::delay_after_change(Seconds floor,
                                                               const dns::OldEnd& old_end) const {
  const auto until = old_end.gone + floor + record_.bounds.margin;
  if (until <= old_end.bound) return std::nullopt;
  return ExpectedDelay{.by = std::chrono::ceil<Seconds>(until - old_end.bound), .until = until};
}

std::optional<ExpectedDelay> ResolverJudge::delay_before_change(Seconds floor) const {
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

std::optional<dns::CacheAge> ResolverJudge::age_of(const dns::CacheEntry& copy,
                                                   const ResolverAssessment& out) const {
  if (out.calibration == nullptr) return dns::cache_age(copy, *out.view, ages_, now_);
  auto ages = ages_;
  ages.measured = out.calibration;
  return dns::cache_age(copy, *out.view, ages, now_);
}

void ResolverJudge::assess_copy(ResolverAssessment& out, const dns::CacheEntry& copy,
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

bool ResolverJudge::is_late(const dns::CacheEntry& copy) const {
  return old_end_ && copy.first_seen <= old_end_->known_until && !copy.is_end_unknown() &&
         copy.standstills == 0 && copy.expires.earliest > old_end_->bound;
}

void ResolverJudge::assess_ways(ResolverAssessment& out) const {
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

}  // namespace cutwatch::cutover
