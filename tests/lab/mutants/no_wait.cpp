// Stands in for core/cutover/gates/bound_verdict.cpp: an agent for which every copy has ended already. The
// rehearsal must catch it.
#include "core/cutover/gates/bound_verdict.hpp"

namespace cutwatch::cutover {

Verdict bound_verdict(const Evidence&, const RecordEvidence&, const dns::BoundResult&, WallTime heard,
                      std::string_view) {
  auto verdict = pass("no copy lives");
  verdict.evidence_at = heard;
  return verdict;
}

}  // namespace cutwatch::cutover
