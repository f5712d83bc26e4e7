#pragma once
#include "core/cutover/conditions/condition.hpp"

#include <fmt/core.h>

#include <optional>
#include <vector>

namespace cutwatch::cutover {

using RecordJudge = std::optional<Finding> (*)(const Evidence&, const RecordEvidence&);

/// What is found first over several records, and of how many more there is one too.
inline std::optional<Finding> first_finding(const Evidence& evidence,
                                            const std::vector<RecordEvidence>& records, RecordJudge judge) {
  std::optional<Finding> first;
  std::size_t more = 0;
  for (const auto& record : records) {
    auto found = judge(evidence, record);
    if (found && first) ++more;
    if (found && !first) first = std::move(found);
  }
  if (more > 0) first->evidence += fmt::format("; {} more record{} likewise", more, more == 1 ? "" : "s");
  return first;
}

/// Judges all records of the plan.
template <RecordJudge judge>
std::optional<Finding> in_any_record(const Evidence& evidence) {
  return first_finding(evidence, evidence.records, judge);
}

/// Judges those that the switch changes.
template <RecordJudge judge>
std::optional<Finding> in_any_switched(const Evidence& evidence) {
  return first_finding(evidence, evidence.changed_in(Step::switch_over), judge);
}

}  // namespace cutwatch::cutover
