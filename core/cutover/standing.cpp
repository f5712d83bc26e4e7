#include "core/cutover/standing.hpp"

#include "core/cutover/known_record.hpp"
#include "core/cutover/published.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

bool has_shown(const WatchedRecord& record, const RecordState& state, std::size_t stage) {
  return std::ranges::any_of(state.histories_with_departed(), [&](const dns::AuthorityHistory& history) {
    return std::ranges::any_of(history.versions, [&](const dns::Version& version) {
      return dns::stage_of(record.stages, version.rrset).value_or(0) >= stage;
    });
  });
}

/// What the switch has done to the records that it changes.
class SwitchProgress {
 public:
  SwitchProgress(const Plan& plan, const DomainState& state) {
    const auto records = records_changed_in(plan, Step::switch_over);
    is_complete_ = !records.empty();
    for (const auto* record : records)
      add(*record, state_of(*record, state), stage_after(plan, *record, Step::switch_over));
  }

  bool is_begun() const { return first_.has_value(); }
  bool is_complete() const { return is_complete_; }
  bool was_begun() const { return was_begun_; }
  std::optional<WallTime> first() const { return first_; }
  std::optional<WallTime> last() const { return is_complete_ ? last_ : std::nullopt; }

 private:
  void add(const WatchedRecord& record, const RecordState& state, std::size_t stage) {
    is_complete_ = is_complete_ && cutover::is_complete(published(record, state), stage);
    was_begun_ = was_begun_ || has_shown(record, state, stage);
    for (const auto& [server, view] : state.authorities) {
      const auto begin = published_since(record, view->history, stage);
      if (!begin) continue;
      first_ = std::min(first_.value_or(*begin), *begin);
      if (!record.accepts(server)) last_ = std::max(last_.value_or(*begin), *begin);
    }
  }

  std::optional<WallTime> first_;
  std::optional<WallTime> last_;
  bool is_complete_ = false;
  bool was_begun_ = false;
};

bool was_ttl_lowered(const WatchedRecord& record, const RecordState& state, Seconds present) {
  const auto& past = record.bounds.past;
  if (past.lowered_at || past.original_ttl.value_or(Seconds{0}) > present) return true;
  return std::ranges::any_of(state.histories(), [&](const dns::AuthorityHistory& history) {
    return std::ranges::any_of(history.versions,
                               [&](const dns::Version& version) { return version.ttl > present; });
  });
}

Phase phase_before_switch(const Plan& plan, const DomainState& state) {
  for (const auto* record : records_changed_in(plan, Step::switch_over)) {
    const auto& known = state_of(*record, state);
    const auto ttl = largest_ttl(published(*record, known));
    if (ttl && was_ttl_lowered(*record, known, *ttl)) return Phase::lower_ttl;
  }
  return Phase::prepare;
}

bool is_ttl_low(const Plan& plan, const DomainState& state) {
  const auto records = records_changed_in(plan, Step::switch_over);
  return !records.empty() && std::ranges::all_of(records, [&](const WatchedRecord* record) {
    const auto ttl = largest_ttl(published(*record, state_of(*record, state)));
    return ttl && *ttl <= plan.timing.low_ttl;
  });
}

}  // namespace

std::optional<WallTime> published_since(const WatchedRecord& record, const dns::AuthorityHistory& history,
                                        std::size_t stage) {
  std::optional<WallTime> begin;
  for (const auto& version : history.versions) {
    if (dns::stage_of(record.stages, version.rrset).value_or(0) < stage) {
      begin.reset();
    } else if (!begin) {
      begin = version.first_seen;
    }
  }
  return begin;
}

bool is_begun(const Plan& plan, const DomainState& state, Step step) {
  return std::ranges::any_of(records_changed_in(plan, step), [&](const WatchedRecord* record) {
    return cutover::is_begun(published(*record, state_of(*record, state)), stage_after(plan, *record, step));
  });
}

bool is_taken(const Plan& plan, const DomainState& state, Step step) {
  const auto records = records_changed_in(plan, step);
  return !records.empty() && std::ranges::all_of(records, [&](const WatchedRecord* record) {
    return is_complete(published(*record, state_of(*record, state)), stage_after(plan, *record, step));
  });
}

Standing standing_of(const Plan& plan, const DomainState& state) {
  const SwitchProgress progress(plan, state);
  Standing standing{.is_ttl_low = is_ttl_low(plan, state)};
  if (!progress.is_begun()) {
    standing.phase = phase_before_switch(plan, state);
    standing.is_rolled_back = progress.was_begun();
    return standing;
  }
  standing.switched_since = progress.first();
  standing.switched_by = progress.last();
  const bool is_finishing =
      is_begun(plan, state, Step::remove_old) || is_begun(plan, state, Step::retire_old);
  standing.phase = !progress.is_complete() ? Phase::switching : is_finishing ? Phase::finish : Phase::verify;
  return standing;
}

}  // namespace cutwatch::cutover
