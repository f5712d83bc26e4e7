#include "core/cutover/record/noting.hpp"

#include "core/cutover/record/published.hpp"

#include <algorithm>

namespace cutwatch::cutover {
namespace {

/// The largest that any server was ever seen to publish the first stage with: it may have been lowered since.
Seconds ttl_of_first(const WatchedRecord& record, const RecordState& state) {
  Seconds most{0};
  for (const auto& history : state.histories_with_departed()) {
    for (const auto& version : history.versions) {
      if (version.rrset == record.stages.front()) most = std::max(most, version.ttl);
    }
  }
  return most;
}

}  // namespace

const NotedRecord* noted_of(const WatchedRecord& record, const RecordState& state) {
  const auto found = std::ranges::find(state.noted, record.stages.front(), &NotedRecord::rrset);
  return found == state.noted.end() ? nullptr : &*found;
}

std::optional<NotedRecord> to_note(const WatchedRecord& record, const RecordState& state, WallTime now) {
  if (noted_of(record, state) != nullptr) return std::nullopt;
  const auto servers = published(record, state);
  const bool is_first = !servers.empty() && std::ranges::all_of(servers, [](const PublishedAt& each) {
    return each.stage == std::size_t{0};
  });
  if (!is_first) return std::nullopt;
  return NotedRecord{.rrset = record.stages.front(), .ttl = ttl_of_first(record, state), .at = now};
}

}  // namespace cutwatch::cutover
