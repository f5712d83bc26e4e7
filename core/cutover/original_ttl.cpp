#include "core/cutover/original_ttl.hpp"

#include <algorithm>

namespace cutwatch::cutover {

std::optional<Seconds> original_ttl(const WatchedRecord& record, const RecordState& state) {
  auto most = record.bounds.past.original_ttl;
  for (const auto& history : state.histories_with_departed()) {
    for (const auto& version : history.versions) most = std::max(most.value_or(version.ttl), version.ttl);
  }
  return most;
}

}  // namespace cutwatch::cutover
