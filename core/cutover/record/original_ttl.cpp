#include "core/cutover/record/original_ttl.hpp"

#include "core/cutover/record/noting.hpp"

#include <algorithm>

namespace cutwatch::cutover {

std::optional<Seconds> original_ttl(const WatchedRecord& record, const RecordState& state) {
  auto most = record.bounds.past.original_ttl;
  if (const auto* noted = noted_of(record, state); noted != nullptr && !noted->rrset.is_absent())
    most = std::max(most.value_or(noted->ttl), noted->ttl);
  for (const auto& history : state.histories_with_departed()) {
    for (const auto& version : history.versions) {
      if (!version.rrset.is_absent()) most = std::max(most.value_or(version.ttl), version.ttl);
    }
  }
  return most;
}

}  // namespace cutwatch::cutover
