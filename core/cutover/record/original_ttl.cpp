#include "core/cutover/record/original_ttl.hpp"

#include "core/cutover/record/noting.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

bool is_there(const dns::Version& version) { return !version.rrset.is_absent(); }

/// Whether a name server was seen to go from that TTL, or one above it, to a lower one.
bool was_lowered_from(const dns::AuthorityHistory& history, Seconds ttl) {
  bool had_it = false;
  for (const auto& version : history.versions) {
    if (!is_there(version)) continue;
    if (had_it && version.ttl < ttl) return true;
    had_it = had_it || version.ttl >= ttl;
  }
  return false;
}

/// Whether nobody saw the record being lowered from what was noted, and it is said to have been more: it had
/// been lowered by then.
bool was_noted_late(const NotedRecord& noted, const WatchedRecord& record, const RecordState& state) {
  const auto& past = record.bounds.past;
  if (past.lowered_at && *past.lowered_at <= noted.at) return true;
  return past.original_ttl.value_or(Seconds{0}) > noted.ttl &&
         std::ranges::none_of(state.histories_with_departed(), [&](const dns::AuthorityHistory& history) {
           return was_lowered_from(history, noted.ttl);
         });
}

/// One that was low may have been lowered before it was noted.
bool is_from_before(const NotedRecord& noted, const WatchedRecord& record, const RecordState& state,
                    Seconds low_ttl) {
  return !noted.rrset.is_absent() && noted.ttl > low_ttl && !was_noted_late(noted, record, state);
}

}  // namespace

std::optional<Seconds> original_ttl(const WatchedRecord& record, const RecordState& state, Seconds low_ttl) {
  const auto* noted = noted_of(record, state);
  if (noted != nullptr && is_from_before(*noted, record, state, low_ttl)) return noted->ttl;
  auto most = record.bounds.past.original_ttl;
  if (noted != nullptr && !noted->rrset.is_absent()) most = std::max(most.value_or(noted->ttl), noted->ttl);
  for (const auto& history : state.histories_with_departed()) {
    for (const auto& version : history.versions) {
      if (is_there(version)) most = std::max(most.value_or(version.ttl), version.ttl);
    }
  }
  return most;
}

}  // namespace cutwatch::cutover
