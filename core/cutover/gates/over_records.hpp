#pragma once
#include "core/cutover/gates/evidence.hpp"
#include "core/cutover/gates/verdict.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cutwatch::cutover {

/// One verdict for several records: that of the worst. Without any there is no evidence.
template <class Judge>
Verdict over_records(const Evidence& evidence, const std::vector<RecordEvidence>& records,
                     std::string_view if_none, Judge judge) {
  if (records.empty()) return no_evidence(std::string(if_none));
  auto verdict = judge(evidence, records.front());
  for (std::size_t i = 1; i < records.size(); ++i)
    verdict = both(std::move(verdict), judge(evidence, records[i]));
  return verdict;
}

}  // namespace cutwatch::cutover
