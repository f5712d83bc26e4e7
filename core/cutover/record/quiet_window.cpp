#include "core/cutover/record/quiet_window.hpp"

#include "core/cutover/plan/known_record.hpp"
#include "core/text/date.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cutwatch::cutover {
namespace {

const dns::Version* published_at(const dns::AuthorityHistory& history, WallTime instant) {
  const auto after = std::ranges::find_if(
      history.versions, [&](const dns::Version& version) { return version.first_seen > instant; });
  return after == history.versions.begin() ? nullptr : &*std::prev(after);
}

/// The change that is planned, as the authorities' histories show it.
class PlannedChange {
 public:
  PlannedChange(const WatchedRecord& record, const RecordState& state, WallTime planned_at)
      : record_(record), state_(state), histories_(state.histories()), before_(stage_before(planned_at)) {}

  bool is_last_stage() const { return before_ + 1 >= record_.stages.size(); }

  /// When the first authority was seen to have changed.
  std::optional<WallTime> begun() const {
    std::optional<WallTime> first;
    for (const auto& history : histories_) {
      for (const auto& version : history.versions) {
        if (is_beyond(version)) first = std::min(first.value_or(version.first_seen), version.first_seen);
      }
    }
    return first;
  }

  /// Something has changed, and every authority is where the others are.
  bool is_complete() const {
    const auto& target = record_.stages[target_of(record_, state_)];
    return begun() && std::ranges::all_of(state_.authorities, [&](const auto& authority) {
             const auto* current = authority.second->history.current();
             return record_.accepts(authority.first) || (current != nullptr && current->rrset == target);
           });
  }

  std::optional<Seconds> old_ttl() const {
    std::optional<Seconds> most;
    for (const auto& history : histories_) {
      const auto& all = history.versions;
      const auto last = std::find_if(all.rbegin(), all.rend(),
                                     [&](const dns::Version& version) { return !is_beyond(version); });
      if (last != all.rend()) most = std::max(most.value_or(last->ttl), last->ttl);
    }
    return most;
  }

 private:
  bool is_beyond(const dns::Version& version) const {
    return dns::stage_of(record_.stages, version.rrset).value_or(0) > before_;
  }

  /// What was published before any window for that instant can have begun. Where we came later, it is what
  /// was found then; who came after the planned instant may have missed the change, and takes it from the
  /// first stage.
  std::size_t stage_before(WallTime planned_at) const {
    const auto first = dns::first_look(histories_);
    if (!first || *first > planned_at) return 0;
    const auto instant = std::max(planned_at - record_.quiet.at_most, *first);
    std::size_t newest = 0;
    for (const auto& history : histories_) {
      const auto* version = published_at(history, instant);
      if (version != nullptr)
        newest = std::max(newest, dns::stage_of(record_.stages, version->rrset).value_or(0));
    }
    return newest;
  }

  const WatchedRecord& record_;
  const RecordState& state_;
  std::vector<dns::AuthorityHistory> histories_;
  std::size_t before_;
};

Quiet state_of(const QuietWindow& window, Millis at_most, WallTime now) {
  if (window.ttl > at_most) return Quiet::too_long;
  if (now < window.since) return Quiet::ahead;
  return now < window.until ? Quiet::quiet : Quiet::lapsed;
}

}  // namespace

std::string_view to_string(Quiet quiet) noexcept {
  switch (quiet) {
    case Quiet::ahead: return "ahead";
    case Quiet::quiet: return "quiet";
    case Quiet::too_long: return "too_long";
    case Quiet::lapsed: return "lapsed";
  }
  std::unreachable();
}

std::string QuietWindow::sentence() const {
  switch (state) {
    case Quiet::ahead:
      return fmt::format("from {} on no resolver is asked, one TTL ({} s) before the planned change",
                         rfc3339(since), ttl.count());
    case Quiet::quiet:
      return fmt::format(
          "no resolver is asked since {}, so that no cache is filled with the old records, until every "
          "authority publishes the new ones; at the latest until {}",
          rfc3339(since), rfc3339(until));
    case Quiet::too_long:
      return fmt::format(
          "resolvers are asked up to the planned change all the same: the TTL of {} s is too long to stay "
          "blind for",
          ttl.count());
    case Quiet::lapsed:
      return fmt::format(
          "the planned change has not come to all authorities by {}: resolvers are asked again",
          rfc3339(until));
  }
  std::unreachable();
}

std::optional<QuietWindow> quiet_window(const WatchedRecord& record, const RecordState& state, WallTime now) {
  const auto& rules = record.quiet;
  if (!rules.planned_at || record.stages.size() < 2) return std::nullopt;
  const PlannedChange change(record, state, *rules.planned_at);
  const auto ttl = change.old_ttl();
  if (!ttl || change.is_last_stage() || change.is_complete()) return std::nullopt;
  const auto begun = change.begun();
  const auto until = begun ? std::max(*begun, *rules.planned_at) + rules.at_most
                           : *rules.planned_at + std::max<Millis>(*ttl, rules.overdue);
  QuietWindow window{.state = Quiet::ahead, .since = *rules.planned_at - *ttl, .until = until, .ttl = *ttl};
  window.state = state_of(window, rules.at_most, now);
  if (window.state == Quiet::too_long && now >= window.until) return std::nullopt;
  return window;
}

}  // namespace cutwatch::cutover
