#include "core/cutover/record/standing.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "core/cutover/record/lowered_ttl.hpp"
#include "core/cutover/record/published.hpp"
#include "core/cutover/record/unseen_past.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

/// Since when a server has published the stage after the switch, or a later one.
struct Begun {
  WallTime at;
  bool was_seen = false;  ///< It was seen to publish an earlier stage before.
};

/// nullopt when the server does not publish it; what is in no stage is neither a switch nor a way back.
std::optional<Begun> begun(const WatchedRecord& record, const dns::AuthorityHistory& history,
                           std::size_t stage) {
  std::optional<Begun> out;
  bool was_earlier = false;
  for (const auto& version : history.versions) {
    const auto now = dns::stage_of(record.stages, version.rrset);
    if (!now) continue;
    if (*now < stage) {
      out.reset();
      was_earlier = true;
    } else if (!out) {
      out = Begun{.at = version.first_seen, .was_seen = was_earlier};
    }
  }
  return out;
}

/// When a server was first seen to have gone back to an earlier stage; nullopt when it has not.
std::optional<WallTime> back_since(const WatchedRecord& record, const dns::AuthorityHistory& history,
                                   std::size_t stage) {
  std::optional<WallTime> since;
  bool has_switched = false;
  for (const auto& version : history.versions) {
    const auto now = dns::stage_of(record.stages, version.rrset);
    if (!now) continue;
    if (*now >= stage) {
      has_switched = true;
      since.reset();
    } else if (has_switched && !since) {
      since = version.first_seen;
    }
  }
  return since;
}

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
  /// A server that came with the new records was not seen to switch, and counts where none was.
  std::optional<WallTime> last() const {
    if (!is_complete_) return std::nullopt;
    return last_seen_ ? last_seen_ : first_;
  }
  std::optional<dns::NameServer> went_back() const { return went_back_; }
  /// Where none is left that has the new records.
  std::optional<WallTime> back_at() const { return back_at_; }

 private:
  void add(const WatchedRecord& record, const RecordState& state, std::size_t stage) {
    is_complete_ = is_complete_ && cutover::is_complete(published(record, state), stage);
    was_begun_ = was_begun_ || has_shown(record, state, stage);
    std::optional<WallTime> first;
    for (const auto& [server, view] : state.authorities) {
      if (record.accepts(server)) continue;
      back_at_ = std::max(back_at_, back_since(record, view->history, stage));
      const auto since = begun(record, view->history, stage);
      if (!since) continue;
      first = std::min(first.value_or(since->at), since->at);
      if (since->was_seen) last_seen_ = std::max(last_seen_.value_or(since->at), since->at);
    }
    if (!first) return;
    first_ = std::min(first_.value_or(*first), *first);
    note_way_back(record, state, stage, *first);
  }

  /// Who went back before the others switched (again) is only yet to switch.
  void note_way_back(const WatchedRecord& record, const RecordState& state, std::size_t stage,
                     WallTime first) {
    for (const auto& [server, view] : state.authorities) {
      if (record.accepts(server)) continue;
      const auto since = back_since(record, view->history, stage);
      if (since && *since > first && !went_back_) went_back_ = server;
    }
  }

  std::optional<WallTime> first_;
  std::optional<WallTime> last_seen_;
  std::optional<dns::NameServer> went_back_;
  std::optional<WallTime> back_at_;
  bool is_complete_ = false;
  bool was_begun_ = false;
};

/// Whether a server has a lower TTL than the record had before: one that is low and is said to have been
/// lowered, too. Records that are absent have none.
bool has_lower_ttl(const Plan& plan, const WatchedRecord& record, const RecordState& state,
                   const PublishedAt& at) {
  if (at.version == nullptr || at.version->rrset.is_absent()) return false;
  const bool is_said = at.version->ttl <= plan.timing.low_ttl && is_said_lowered(record, state, at);
  return is_said || is_lowered(record, state, at);
}

Phase phase_before_switch(const Plan& plan, const DomainState& state) {
  for (const auto* record : records_changed_in(plan, Step::switch_over)) {
    const auto& known = state_of(*record, state);
    const auto lowered = [&](const PublishedAt& each) { return has_lower_ttl(plan, *record, known, each); };
    if (std::ranges::any_of(published(*record, known), lowered)) return Phase::lower_ttl;
  }
  return Phase::prepare;
}

/// Not everybody's provider lets the SOA be changed, which says how long an absence is kept.
bool is_done_without(const Plan& plan, const PublishedAt& at) {
  return at.version->rrset.is_absent() &&
         std::ranges::find(plan.waived, "absence_expired", &Waiver::gate) != plan.waived.end();
}

/// At every server that has said what it publishes, if one has.
bool is_lowered_everywhere(const Plan& plan, const WatchedRecord& record, const RecordState& state) {
  auto servers = published(record, state);
  std::erase_if(servers, [](const PublishedAt& each) { return each.version == nullptr; });
  return !servers.empty() && std::ranges::all_of(servers, [&](const PublishedAt& each) {
    return each.version->ttl <= plan.timing.low_ttl || is_lowered(record, state, each) ||
           is_done_without(plan, each);
  });
}

bool is_prepared(const Plan& plan, const DomainState& state) {
  const bool has_names =
      records_changed_in(plan, Step::lower_ttl).empty() || is_taken(plan, state, Step::lower_ttl);
  const auto records = records_changed_in(plan, Step::switch_over);
  const bool is_low = !records.empty() && std::ranges::all_of(records, [&](const auto* record) {
    return is_lowered_everywhere(plan, *record, state_of(*record, state));
  });
  return has_names && (plan.ttl.is_fixed || is_low);
}

}  // namespace

std::optional<WallTime> published_since(const WatchedRecord& record, const dns::AuthorityHistory& history,
                                        std::size_t stage) {
  const auto since = begun(record, history, stage);
  return since ? std::optional(since->at) : std::nullopt;
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
  Standing standing{.went_back = progress.went_back(), .is_prepared = is_prepared(plan, state)};
  if (!progress.is_begun()) {
    standing.phase = phase_before_switch(plan, state);
    standing.is_rolled_back = progress.was_begun();
    standing.back_at = progress.back_at();
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
