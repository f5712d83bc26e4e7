#include "core/cutover/record/zone_groups.hpp"

#include "core/cutover/record/zone_lines.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace cutwatch::cutover {

std::vector<ZoneGroup> zone_groups(const WatchedRecord& record, const RecordState& state) {
  std::map<std::pair<dns::RrSet, Seconds>, ZoneGroup> groups;
  for (const auto& [server, view] : state.authorities) {
    const auto* version = view->history.current();
    if (version == nullptr) continue;
    const auto [group, is_new] = groups.try_emplace(
        {version->rrset, version->ttl},
        ZoneGroup{.servers = {},
                  .last_seen = version->last_seen,
                  .lines = published_lines(record.question, version->rrset, version->ttl)});
    group->second.servers.push_back(server);
    group->second.last_seen = std::min(group->second.last_seen, version->last_seen);
  }
  std::vector<ZoneGroup> out;
  for (auto& [what, group] : groups) out.push_back(std::move(group));
  return out;
}

}  // namespace cutwatch::cutover
