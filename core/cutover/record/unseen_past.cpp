#include "core/cutover/record/unseen_past.hpp"

#include <algorithm>
#include <optional>

namespace cutwatch::cutover {
namespace {

/// Replies may be lost, but the delegation is looked at for the second time no sooner than twice this after
/// the first one: who joins is first heard later.
Millis first_looks(Millis interval) {
  static constexpr int kIntervals = 3;
  static constexpr Millis kLongest = std::chrono::minutes{5};
  return std::min(kIntervals * interval, kLongest);
}

std::optional<Seconds> most_known_ttl(const RecordState& state) {
  std::optional<Seconds> most;
  const auto raise = [&](Seconds ttl) { most = std::max(most.value_or(ttl), ttl); };
  const auto raise_by = [&](const dns::AuthorityHistory& history) {
    for (const auto& version : history.versions) raise(version.ttl);
  };
  for (const auto& noted : state.noted) raise(noted.ttl);
  for (const auto& [server, view] : state.authorities) raise_by(view->history);
  for (const auto& [server, gone] : state.departed) raise_by(gone->history);
  if (state.forgotten) raise(state.forgotten->ttl);
  return most;
}

}  // namespace

dns::UnseenPast unseen_past(const WatchedRecord& record, const RecordState& state) {
  auto past = record.bounds.past;
  const auto looked = dns::first_look(state.histories_with_departed());
  if (past.lowered_at && looked) past.heard_by = *looked + first_looks(record.interval);
  past.most_known = most_known_ttl(state);
  return past;
}

bool is_said_lowered(const WatchedRecord& record, const RecordState& state, const PublishedAt& at) {
  const auto known = state.authorities.find(at.server);
  return known != state.authorities.end() &&
         dns::is_said_lowered(known->second->history, unseen_past(record, state));
}

}  // namespace cutwatch::cutover
