#pragma once
#include "core/cutover/plan/plan.hpp"
#include "core/dns/resolver.hpp"
#include "core/snapshot/snapshot.hpp"

#include <string>
#include <vector>

// What the zone has of a record now.
namespace cutwatch::cutover {

/// Name servers that publish the same with the same TTL.
struct ZoneGroup {
  std::vector<dns::NameServer> servers;
  WallTime last_seen;              ///< When the one of them that was heard longest ago last said so.
  std::vector<std::string> lines;  ///< Zone lines.
};

/// Those that have said what they publish, accepted ones too. More than one where they disagree. Pure.
std::vector<ZoneGroup> zone_groups(const WatchedRecord& record, const RecordState& state);

}  // namespace cutwatch::cutover
