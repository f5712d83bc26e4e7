#pragma once
#include "core/cutover/conditions/condition.hpp"

#include <fmt/core.h>

#include <optional>
#include <vector>

namespace cutwatch::cutover {

/// What is found first over several records, and of how many more there is one too.
template <class Judge>
std::optional<Finding> first_finding(const Evidence& evidence, const std::vector<RecordEvidence>& records,
                                     Judge judge) {
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

}  // namespace cutwatch::cutover
