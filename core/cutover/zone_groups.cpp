#include "core/cutover/zone_groups.hpp"

#include "core/cutover/zone_lines.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace cutwatch::cutover {

std::vector<ZoneGroup> zone_groups(const WatchedRecord& record, const RecordState& state) {
  std::map<std::pair<dns::RrSet, Seconds>, ZoneGroup> groups;
  for (const auto& [server, view] : state.authorities) {
    const auto* version = view->history.current();
    if (version == nullptr) continue;
    const auto [group, is_new] =
        groups.try_emplace({version->rrset, version->ttl},
                           ZoneGroup{.servers = {},
                                     .last_seen = version->last_seen,
                                     .lines = zone_lines(record.question, version->rrset, version->ttl)});
    group->second.servers.push_back(server);
    group->second.last_seen = std::min(group->second.last_seen, version->last_seen);
  }
  std::vector<ZoneGroup> out;
  for (auto& [what, group] : groups) out.push_back(std::move(group));
  return out;
}

std::optional<NotedRecord> noted(const WatchedRecord& record, const RecordState& state) {
  std::optional<Seconds> ttl;
  WallTime last_seen = WallTime::min();
  for (const auto& history : state.histories_with_departed()) {
    for (const auto& version : history.versions) {
      if (version.rrset != record.stages.front()) continue;
      ttl = std::max(ttl.value_or(version.ttl), version.ttl);
      last_seen = std::max(last_seen, version.last_seen);
    }
  }
  if (!ttl) return std::nullopt;
  return NotedRecord{.lines = zone_lines(record.question, record.stages.front(), *ttl),
                     .last_seen = last_seen};
}

}  // namespace cutwatch::cutover
