#include "core/cutover/plan/known_record.hpp"

namespace cutwatch::cutover {

const RecordState& state_of(const WatchedRecord& record, const DomainState& domain) {
  static const RecordState kNothing;
  const auto found = domain.records.find(record.question);
  return found == domain.records.end() ? kNothing : *found->second;
}

std::size_t target_of(const WatchedRecord& record, const RecordState& state) {
  std::vector<dns::AuthorityHistory> departed;
  for (const auto& [server, gone] : state.departed) departed.push_back(gone->history);
  return dns::target_stage(record.stages, state.histories(), departed);
}

}  // namespace cutwatch::cutover
